"""What stops a walk, or a path, with a sentence for the person who reads it."""


class WalkError(Exception):
    """The walk cannot start or go on; `str()` is the sentence that the user needs."""


class NotHereError(Exception):
    """A path cannot be walked on this system or against this registry; `str()` says why. It is no fault of the path."""


class NotProvenError(Exception):
    """A claim can be neither proven nor disproven on this system; `str()` says what it would need."""


class StepFaultError(Exception):
    """A step does not hold; `str()` says what is wrong, `expected` and `real` what was shown and what came."""

    def __init__(self, sentence: str, expected: str = "", real: str = "") -> None:
        super().__init__(sentence)
        self.expected = expected
        self.real = real
