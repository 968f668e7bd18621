"""Reads lines of a kind and hexadecimal digits; answers each with the fields as JSON (X.697), or with an object that has `error`."""

import json
import sys

from pycrate_asn1dir import H225, H245
from pycrate_asn1rt.asnobj_str import STR_GENE, _String

# pycrate 0.8.1 takes the text of a GeneralString for octets when it writes JSON, and fails.
STR_GENE._to_jval = _String._to_jval

TYPES = {
    "ras": H225.H323_MESSAGES.RasMessage,
    "h225": H225.H323_MESSAGES.H323_UserInformation,
    "h245": H245.MULTIMEDIA_SYSTEM_CONTROL.MultimediaSystemControlMessage,
    "olc": H245.MULTIMEDIA_SYSTEM_CONTROL.OpenLogicalChannel,
}

for line in sys.stdin:
    kind, text = line.split()
    try:
        message = TYPES[kind]
        message.from_aper(bytes.fromhex(text))
        answer = json.loads(message.to_jer())
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))
