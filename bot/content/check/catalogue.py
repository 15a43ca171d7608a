"""The answers there must be, no more and no fewer, and the rules about what an answer is filed under and leads on to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.content.check.material import Material, answer_file
from bot.errors import ContentProblem

_FAMILIES = {
    "border": "goods_stuck perishable_not_enrolled c_type_entries occasional_importer",
    "carm": ("what_is_carm importer_responsibilities who_must_register consequences_not_registering benefits_of_registering latest_news"),
    "registering": (
        "how_to_register registration_step_access_plan registration_step_user_account registration_step_business "
        "registration_step_delegate grant_broker_access find_rm_number broker_cad"
    ),
    "roles": "user_roles role_primary_bam role_secondary_bam role_pam role_employee role_third_party",
    "security": (
        "what_is_rpp how_to_post_security how_much_security security_dates new_importer_no_history good_standing "
        "multiple_carriers credit_card_or_pad_security broker_security"
    ),
    "paying": "pad_double_payment",
    "cfib": "cfib_work push_for_change where_to_get_help",
}

CATALOGUE: dict[str, str] = {id: family for family, ids in _FAMILIES.items() for id in ids.split()}
"""The id of every answer and its family. Ids name the file, the intent and the outcome: they never change."""

FEWEST_RELATED, MOST_RELATED = 2, 5


def catalogue_is_complete(material: Material) -> Iterator[ContentProblem]:
    """Every id of the catalogue has its file."""
    for id in sorted(set(material.catalogue) - set(material.content.answers)):
        yield ContentProblem(answer_file(id), "-", "is missing: every id of the catalogue needs an answer")


def nothing_beside_the_catalogue(material: Material) -> Iterator[ContentProblem]:
    """No answer has an id that the catalogue doesn't know: it could never be given."""
    for id in sorted(set(material.content.answers) - set(material.catalogue)):
        cause = f"{id} is not in the catalogue: remove the file, or have the id added to bot/content/check/catalogue.py"
        yield ContentProblem(answer_file(id), "id", cause)


def family_is_right(material: Material) -> Iterator[ContentProblem]:
    for id, answer in material.content.answers.items():
        family = material.catalogue.get(id, answer.family)
        if answer.family != family:
            yield ContentProblem(answer_file(id), "family", f"is {answer.family}, must be {family}")


def related_lead_somewhere(material: Material) -> Iterator[ContentProblem]:
    """Related ids exist, aren't the answer itself, come once, and are two to five."""
    for id, answer in material.content.answers.items():
        if not FEWEST_RELATED <= len(answer.related) <= MOST_RELATED:
            cause = f"has {len(answer.related)} ids: give {FEWEST_RELATED} to {MOST_RELATED}"
            yield ContentProblem(answer_file(id), "related", cause)
        for related, count in Counter(answer.related).items():
            if related == id:
                yield ContentProblem(answer_file(id), "related", "names the answer itself: take it out")
            elif not material.content.leads_somewhere(related):
                yield ContentProblem(answer_file(id), "related", f"{related} is no answer or button: correct it or take it out")
            if count > 1:
                yield ContentProblem(answer_file(id), "related", f"names {related} {count} times: keep one")
