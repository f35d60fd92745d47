"""Who is at the other end of a connection (RFC 2326 section 14, with the digests of RFC 7616)."""

from __future__ import annotations

from babelcam.access.gate import Admitted, Attempt, Gate, Refused
from babelcam.rtsp.messages import Request
from babelcam.rtsp.refusal import Refusal


class Admission:
    """Asks the gate, and remembers whom it let in: `account` is "" for anonymous, None for nobody yet."""

    def __init__(self, gate: Gate, peer: str) -> None:
        self._gate = gate
        self._peer = peer
        self.account: str | None = None

    def check(self, request: Request) -> str:
        """The account whose credentials a request carries; raises Refusal."""
        authorization = request.header("Authorization")
        verdict = self._gate.check(
            Attempt(authorization, request.method, request.target, self._peer, loose_uri=True)
        )
        if isinstance(verdict, Refused):
            raise self._refusal(verdict)
        return self._let_in(verdict)

    def check_unless_known(self, request: Request) -> str:
        """Once somebody was let in, credentials may be left out; those that are sent must be right."""
        if self.account is None or request.header("Authorization") is not None:
            return self.check(request)
        return self.account

    def _let_in(self, admitted: Admitted) -> str:
        self.account = admitted.account.name if admitted.account else ""
        return self.account

    def _refusal(self, refused: Refused) -> Refusal:
        challenges = self._gate.challenges(single=False, stale=refused.stale, basic=True, positional=True)
        headers = [("WWW-Authenticate", challenge) for challenge in challenges]
        if refused.retry_after is not None:
            headers.append(("Retry-After", str(max(1, round(refused.retry_after)))))
        return Refusal(401, *headers)
