"""Every rule of ``carm check``, in the order in which they run. A rule is a function that yields problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.content.check import (
    bubbles,
    catalogue,
    dates,
    desk,
    figures,
    markup,
    names,
    parity,
    phrases,
    placeholders,
    sources,
    terms,
    titles,
    training,
    typography,
)
from bot.content.check.material import Material
from bot.errors import ContentProblem

Rule = Callable[[Material], Iterable[ContentProblem]]

ERRORS: tuple[Rule, ...] = (
    catalogue.catalogue_is_complete,
    catalogue.nothing_beside_the_catalogue,
    catalogue.family_is_right,
    catalogue.related_lead_somewhere,
    parity.both_languages_are_there,
    parity.languages_are_not_copies,
    parity.variants_come_in_pairs,
    parity.placeholders_are_the_same,
    parity.variables_are_the_same,
    parity.links_are_the_same,
    figures.dates_are_the_same,
    figures.numbers_are_the_same,
    figures.contacts_are_the_same,
    figures.money_comes_from_rates,
    figures.percentages_come_from_rates,
    figures.yearly_dates_come_from_rates,
    figures.days_are_written_out,
    figures.security_figures_are_complete,
    figures.figures_have_no_gaps,
    placeholders.placeholders_are_known,
    placeholders.placeholders_hold_on_their_day,
    placeholders.braces_are_placeholders,
    placeholders.answers_take_no_variables,
    placeholders.footers_take_their_variables,
    placeholders.answers_can_be_worded,
    sources.links_are_official,
    sources.links_are_in_their_language,
    sources.sources_are_known,
    sources.sources_come_once,
    sources.contacts_can_be_reached,
    sources.no_address_in_prose,
    sources.no_contact_in_prose,
    dates.checks_are_not_in_the_future,
    dates.months_are_of_the_calendar,
    dates.in_force_is_in_order,
    dates.reviews_are_near_enough,
    dates.reviews_come_after_checks,
    titles.titles_are_unique,
    titles.titles_fit_on_a_button,
    titles.titles_are_questions,
    titles.buttons_are_sound,
    titles.phrase_buttons_lead_somewhere,
    bubbles.answers_are_short,
    bubbles.paragraphs_are_short,
    phrases.said_keys_have_words,
    names.names_are_all_there,
    names.variables_are_given,
    phrases.answers_are_in_the_domain,
    phrases.phrases_are_in_use,
    desk.urgent_topics_are_answers,
    desk.regions_can_be_called,
    desk.words_have_one_file,
    markup.markup_is_small,
    markup.marks_come_in_pairs,
    markup.steps_are_numbered_in_order,
    markup.titles_have_no_markup,
    typography.signs_can_be_seen,
    typography.french_apostrophes,
    typography.french_quotation_marks,
    typography.french_colons,
    typography.french_units,
    typography.french_high_punctuation,
    typography.english_apostrophes,
    typography.english_quotation_marks,
    typography.english_punctuation,
    typography.no_double_spaces,
    terms.french_terms,
    training.answers_have_enough_examples,
    training.examples_lead_to_answers,
    training.examples_are_in_their_language,
    training.examples_come_once,
    training.held_out_questions_are_not_examples,
)

WARNINGS: tuple[Rule, ...] = (
    dates.reviews_overdue,
    dates.reviews_soon_due,
    sources.inferred_links_in_use,
    sources.inferred_figures_in_use,
)
"""What an editor should look at, and what doesn't stop anything."""


def name(rule: Rule) -> str:
    return getattr(rule, "__name__", repr(rule))
