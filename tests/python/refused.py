"""What a test wants to be refused."""


def refused(kind, text, function, /, *arguments, **options):
    """A call raises an exception of a kind whose text has this in it."""
    try:
        function(*arguments, **options)
    except kind as error:
        assert text in str(error), f"{error!r} has no {text!r}"
    else:
        raise AssertionError(f"taken: {arguments} {options}; it has to say: {text}")
