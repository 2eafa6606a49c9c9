"""Error codes E600-E699: the record."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E600": Explanation(
        "a file of the record cannot be read or written",
        "The path does not exist, is no file, or may not be opened. Nothing was changed.",
    ),
    "E601": Explanation(
        "a line is no JSON object",
        "Entries are imported as JSON lines, one object a line, or as one JSON array.",
        '{"id": "s1", "kind": "source", "document": "Joint statement"}',
    ),
    "E602": Explanation("no such kind of entry", "`foedus record add -h` lists the kinds."),
    "E603": Explanation(
        "a field is missing",
        "Each kind of entry has fields without which it says nothing: a statement its quote and "
        "speaker, a count the effort behind it. A sealed field counts as present.",
    ),
    "E604": Explanation("a field is unknown", "It is misspelt or belongs to another kind."),
    "E605": Explanation(
        "a field has the wrong kind of value",
        "Dates are written 2014-03-31 (or 2014-03), counts are whole numbers, a decimal stands in "
        "quotes so that it stays exact.",
    ),
    "E606": Explanation(
        "a reference leads nowhere",
        "An entry may refer only to entries added before it, of the kind the field asks for.",
    ),
    "E607": Explanation(
        "the id is already used",
        "The record is append-only: nothing is overwritten. A correction is a new entry that "
        "names the old one in `replaces`. A replayed entry is refused for the same reason.",
    ),
    "E608": Explanation(
        "a quote is not in its source",
        "The stored copy of the source was searched for the quote, blanks and quotation marks "
        "apart, letter by letter. The place where the two part is shown.",
    ),
    "E609": Explanation(
        "a value has no canonical form",
        "Entries are hashed as canonical JSON (RFC 8785): no decimals outside quotes, no whole "
        "number beyond 2^53 - 1.",
    ),
    "E610": Explanation(
        "this is no record",
        "The file is not a database that `foedus record init` made, or is damaged beyond reading.",
    ),
    "E611": Explanation(
        "somebody else is writing",
        "Another program holds the record. Nothing was changed; try again.",
    ),
    "E612": Explanation(
        "the record could not be written",
        "The disk is full or failed. The entries of this call were not added; those acknowledged "
        "before are kept.",
    ),
    "E613": Explanation(
        "the record does not verify",
        "Some bytes differ from what was added and signed. The first place is named.",
    ),
    "E614": Explanation("a record is already there", "`init` never overwrites: choose a new name."),
    "E615": Explanation("no such entry", "No entry has this id, or this field is not sealed."),
    "E620": Explanation(
        "a constraint names an unknown step or has no bounds",
        "`first` and `then` name steps or commitments; at least one of `least_days` and "
        "`most_days` must be given.",
    ),
    "E640": Explanation(
        "a checkpoint cannot be read, or a name cannot stand in one",
        "A checkpoint is a text: the log's name, its size, its root in base64, a blank line and "
        "a signature line for each party. So the names of logs and signers are one line of text.",
    ),
    "E641": Explanation(
        "a key cannot be read",
        "A public key is one line NAME+KEYID+BASE64, a private key the PEM file that "
        "`foedus record sign --new-key` wrote.",
    ),
    "E642": Explanation(
        "a sealed file does not open",
        "The passphrase is wrong or the file was altered; the two cannot be told apart.",
    ),
    "E643": Explanation(
        "a signature does not match",
        "The checkpoint was changed after it was signed, or the signature was made by another key.",
    ),
}
