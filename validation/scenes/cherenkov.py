"""Later."""


def cases():
    return ()
