"""What the user can mend."""


class Misuse(Exception):
    """A file or option that was given is wrong: said in one line, exit code 2."""
