"""One folder of files, loaded, checked and computed once."""

from foedus.case.load import load
from foedus.case.model import Case

__all__ = ["Case", "load"]
