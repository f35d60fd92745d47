/** Reads multipart/x-mixed-replace with a Content-Length in each part, however its bytes are cut. */

const MAX_HEAD = 4096; // characters
const MAX_PICTURE = 32 * 1024 * 1024; // bytes

export class MultipartParser {
  #head = "";
  #picture = null;
  #filled = 0;

  /** The pictures that `bytes` complete. Throws RangeError for what is no such stream. */
  push(bytes) {
    const pictures = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#picture) {
        const piece = bytes.subarray(at, at + this.#picture.length - this.#filled);
        this.#picture.set(piece, this.#filled);
        this.#filled += piece.length;
        at += piece.length;
        if (this.#filled === this.#picture.length) {
          pictures.push(this.#picture);
          this.#picture = null;
        }
      } else {
        this.#head += String.fromCharCode(bytes[at]);
        at += 1;
        this.#checkHead();
      }
    }
    return pictures;
  }

  #checkHead() {
    if (this.#head.length > MAX_HEAD) {
      throw new RangeError("a part without a head");
    }
    if (!this.#head.endsWith("\r\n\r\n")) {
      return;
    }
    const length = Number(/^content-length:\s*(\d+)\s*$/im.exec(this.#head)?.[1]);
    if (!(length > 0 && length <= MAX_PICTURE)) {
      throw new RangeError("a part without a length");
    }
    this.#head = "";
    this.#picture = new Uint8Array(length);
    this.#filled = 0;
  }
}
