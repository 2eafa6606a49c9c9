"""A small mission: a form, an export in each tool's shape, incidents."""

from __future__ import annotations

FORM = """
station = "id/station"
observer = "id/observer"
entry = "entry"
started = "start"
ended = "end"
[absent]
refused = ["refused"]
"not observed" = ["n/a"]
"not held" = ["closed"]
[questions.on_time]
column = "opening/on_time"
text = "The station opened on time"
area = "opening"
[questions.sealed]
column = "opening/sealed"
text = "The box was sealed"
area = "opening"
[questions.queue]
column = "voting/queue"
text = "People waiting"
area = "voting"
kind = "number"
[questions.ballots]
column = "count/ballots"
text = "Ballots in the box"
area = "count"
kind = "number"
[questions.signed]
column = "count/signed"
text = "Voters who signed"
area = "count"
kind = "number"
[questions.staff]
text = "Members of the commission"
area = "commissions"
kind = "by sex"
women = "staff/women"
men = "staff/men"
[questions.tone]
column = "media/tone"
text = "Tone of the broadcast"
area = "media"
kind = "choice"
options = ["neutral", "for", "against"]
[questions.when]
column = "closing/when"
text = "Closed at"
area = "closing"
kind = "time"
[[rules]]
name = "no more ballots than signatures"
left = "ballots"
is = "<="
right = "signed"
[[rules]]
name = "a queue of people"
left = "queue"
is = "<"
right = 500
[incidents]
id = "no"
time = "when"
place = "where"
type = "kind"
severity = "severity"
basis = "basis"
text = "what"
status = "status"
observer = "who"
same = "same as"
"""
HEADER = [
    "id/station", "id/observer", "entry", "start", "end", "opening/on_time", "opening/sealed",
    "voting/queue", "count/ballots", "count/signed", "staff/women", "staff/men", "media/tone",
    "closing/when",
]  # fmt: skip
ROWS = [
    ["s1", "Ada Lovelace", "1", "2030-05-01T07:00", "2030-05-01T08:00", "yes", "yes", "12", "200",
     "210", "4", "3", "neutral", "20:05"],
    ["s1", "Ada Lovelace", "2", "2030-05-01T07:00", "2030-05-01T08:00", "yes", "no", "12", "200",
     "210", "4", "3", "neutral", "20:05"],
    ["s2", "Bo Ek", "1", "2030-05-01T07:00", "2030-05-01T09:00", "no", "yes", "600", "310", "300",
     "2", "5", "for", "20:00"],
    ["s3", "Bo Ek", "1", "2030-05-01T08:30", "2030-05-01T09:30", "refused", "", "n/a", "closed",
     "0", "refused", "1", "n/a", "n/a"],
    ["s9", "Cy Dee", "1", "2030-05-01T10:00", "2030-05-01T09:00", "yes", "yes", "0", "10", "10",
     "0", "0", "against", ""],
]  # fmt: skip
_TOLD = [
    "no,when,where,kind,severity,basis,what,status,who,same as",
    'i1,2030-05-01T09:10,s1,access,medium,seen,"Ada was asked to leave by Jo Roe '
    '(tel +1 202 555 0100)",open,Ada Lovelace,',
    'i2,2030-05-01T09:30,s1,access,high,reported,"Told by jo@example.org at 48.85661, 2.35222",'
    "followed up,Bo Ek,i1",
    'i3,2030-05-01T12:00,s2,queue,low,reported,"Long wait, see https://example.org/x @someone",'
    "resolved,Bo Ek,",
    'i4,2030-05-01T13:00,s3,access,medium,seen,"Refused entry",not confirmed,Cy Dee,',
]
INCIDENTS = "".join(f"{line}\n" for line in _TOLD)


def export(separator: str = ",", rows: list[list[str]] | None = None) -> str:
    """The rows as one CSV text, cut by a separator."""
    return "".join(separator.join(r) + "\n" for r in [HEADER, *(rows or ROWS)])


FRAME = (
    "station,area,reg,box,ok,bad,a,b\n"
    + "s1,north,1,1,1,0,1,0\ns2,north,1,1,1,0,1,0\ns3,south,1,1,1,0,1,0\ns4,west,1,1,1,0,1,0\n"
)
