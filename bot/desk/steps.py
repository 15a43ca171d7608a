"""The steps of the way to an advisor, and what a button or a few words ask for at any of them."""

from __future__ import annotations

from enum import Enum


class Step(str, Enum):
    """``OFFERED``: a person was offered and hasn't agreed yet; ``REVIEW``: everything is shown once more before it is sent;
    ``WHICH``: what about the shipment is to be corrected."""

    OFFERED = "offered"
    CONSENT = "consent"
    GOODS = "goods"
    PERISHABLE = "perishable"
    SINCE = "since"
    PORT = "port"
    CARRIER = "carrier"
    NUMBER = "number"
    BROKER = "broker"
    ENROLLED = "enrolled"
    FORM = "form"
    PICTURE = "picture"
    NAME = "name"
    BUSINESS = "business"
    CONTACT = "contact"
    PROVINCE = "province"
    BEST_TIME = "best_time"
    REVIEW = "review"
    WHICH = "which"


class Command(str, Enum):
    """Their words are in ``handoff.yml``, those about goods held at the border in ``stuck.yml``."""

    ACCEPT = "accept"
    YES = "yes"
    NO = "no"
    SKIP = "skip"
    CANCEL = "cancel"
    SEND = "send"
    FIX_NAME = "fix_name"
    FIX_BUSINESS = "fix_business"
    FIX_CONTACT = "fix_contact"
    FIX_PROVINCE = "fix_province"
    FIX_BEST_TIME = "fix_best_time"
    PICTURE = "picture"
    CONNECT = "connect"
    YES_PRIVATE = "yes_private"
    PERISHABLE = "perishable"
    NOT_PERISHABLE = "not_perishable"
    ENROLLED = "enrolled"
    NOT_ENROLLED = "not_enrolled"
    NOT_SURE = "not_sure"
    FORM_SENT = "form_sent"
    FORM_REFUSED = "form_refused"
    FORM_NOT_SENT = "form_not_sent"
    FIX_SHIPMENT = "fix_shipment"
    FIX_GOODS = "fix_goods"
    FIX_PERISHABLE = "fix_perishable"
    FIX_SINCE = "fix_since"
    FIX_PORT = "fix_port"
    FIX_CARRIER = "fix_carrier"
    FIX_NUMBER = "fix_number"
    FIX_BROKER = "fix_broker"
    FIX_ENROLLED = "fix_enrolled"
    FIX_FORM = "fix_form"
    FIX_SHARING = "fix_sharing"
    BACK = "back"


ABOUT_PERSON = (Step.NAME, Step.BUSINESS, Step.CONTACT, Step.PROVINCE, Step.BEST_TIME)
ABOUT_SHIPMENT = (
    Step.GOODS, Step.PERISHABLE, Step.SINCE, Step.PORT, Step.CARRIER, Step.NUMBER, Step.BROKER, Step.ENROLLED, Step.FORM, Step.PICTURE,
)  # fmt: skip
