"""The camera's own web page, and the JSON API it lives on."""
