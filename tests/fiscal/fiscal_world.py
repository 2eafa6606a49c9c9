"""Three isles with money, written into a folder by the tests."""

from __future__ import annotations

from pathlib import Path

from foedus.constitution.load import load
from foedus.constitution.model import Model

CSV = """code,name,population,tax_power,oil,debt,revenue,nothing,product_per_head
A,Alpha,100,900,0,50,100,0,9
B,Beta,100,1500,80,10,100,0,15
C,Gamma,200,2400,20,35,100,0,12
"""


def column(header: str, unit: str = "crowns", total: str = '"none: made"') -> str:
    """Return the description of a column of 2020."""
    return (
        f'[columns.{header}]\nwhat = "{header}"\nunit = "{unit}"\nsource = "made"\n'
        f'date = "2020"\nconfidence = "A"\nkind = "integer"\ntotal = {total}\n'
        'status = "verified"\n\n'
    )


META = (
    'title = "The isles"\nkey = "code"\nkeys = "own"\nlabel = "name"\n'
    'note = "made for tests"\n\n[aliases]\n"A" = ["First"]\n\n'
    + column("population", "persons", "400")
    + "".join(column(h) for h in ("tax_power", "oil", "debt", "revenue", "nothing"))
    + column("product_per_head", "thousand crowns per inhabitant")
)

HEAD = """constitution Isles
body House: 10 members
body Senate: 3 members
units Regions: table "isles.csv", weight population as of 2020
procedure Law under "Art. 1"
  decides any other matter
  passes when House approve by more than 1/2 of members
procedure "Fiscal pact" under "Art. 2"
  decides "equalisation"
  passes when all of
    House approve by at least 2/3 of members
    Senate approve by all members
"""

TAX = """tax "Income tax" under "Art. 5"
  yields 1/10 of tax_power as of 2020 in Regions
  1/2 to centre
  1/2 to region where raised
"""

EVEN = """equalisation Fund of Regions under "Art. 6"
  capacity of "Income tax"
  need population as of 2020
  fills 1/2 of the gap to 1 of average, paid by region
  no unit below 90/100 of average
  no unit above 13/10 of average
  no unit loses more than 1/10
"""


def write(folder: Path, *parts: str, csv: str = CSV, meta: str = META) -> Path:
    """Write the isles with these parts of their text into a folder; return the text's path."""
    (folder / "isles.csv").write_text(csv, encoding="utf-8")
    (folder / "isles.meta.toml").write_text(meta, encoding="utf-8")
    file = folder / "isles.foedus"
    file.write_text("".join(parts), encoding="utf-8")
    return file


def model(folder: Path, *parts: str, csv: str = CSV, meta: str = META) -> Model:
    """Return the isles with these parts of their text (after the head)."""
    return load(write(folder, HEAD, *parts, csv=csv, meta=meta))
