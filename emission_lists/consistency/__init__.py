"""What a list has to keep beyond single cells: one small check per rule, by subject."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from data.columns import CellIssue
from emission_lists.consistency import (
    already_off,
    capacity,
    emissions,
    grades,
    identity,
    measures,
    permit,
    place,
    sectors,
    supply,
    transport,
)
from emission_lists.consistency.inspection import Check, Inspection
from emission_lists.consistency.permit import coverage
from emission_lists.workbook import ListWorkbook

__all__ = ["CHECKS", "Check", "Inspection", "coverage", "findings"]

CHECKS: tuple[Check, ...] = (
    identity.lines_belong_to_listed_enterprises,
    identity.no_line_twice,
    identity.credit_codes_are_genuine,
    identity.names_stand_once,
    identity.contacts_can_be_reached,
    identity.meters_stand_once,
    sectors.all_sectors_are_there,
    emissions.lines_stay_below_the_city,
    sectors.sector_cuts_name_their_source,
    sectors.sector_cuts_rise_with_the_level,
    sectors.other_sources_name_their_cut,
    sectors.other_sources_stay_below_their_sector,
    sectors.sites_have_a_grade,
    sectors.other_sources_have_a_contact,
    emissions.lines_emit_something,
    emissions.emissions_fit_the_capacity,
    emissions.capacities_have_a_unit,
    capacity.capacities_agree,
    capacity.year_has_its_days,
    capacity.standby_can_be_read,
    capacity.standby_units_are_not_counted,
    capacity.losses_have_a_range,
    capacity.ovens_say_what_rules_ask,
    measures.filed_cuts_rise_with_the_level,
    measures.filed_texts_rise_with_the_level,
    measures.texts_and_shares_agree,
    measures.shares_come_with_a_measure,
    measures.measures_are_not_weaker_than_the_rule,
    measures.measures_can_be_checked,
    measures.measures_can_be_understood,
    measures.percentages_are_not_fractions,
    grades.grades_fit_the_industry,
    grades.grades_are_valid,
    grades.grades_name_their_scheme,
    grades.grades_belong_to_their_scheme,
    grades.penalised_lines_have_no_high_grade,
    grades.one_grade_in_one_industry,
    supply.supply_floors_belong_to_protected,
    supply.duties_belong_to_protected,
    supply.stops_allow_for_the_safe_load,
    supply.cuts_leave_the_supply_floor,
    supply.floors_reach_the_safe_load,
    already_off.already_off_has_a_reason,
    already_off.already_off_has_not_ended,
    already_off.stopped_lines_can_be_seen_to_stand,
    already_off.stopped_lines_promise_no_cut,
    place.coordinates_are_whole,
    place.coordinates_lie_in_the_city,
    place.coordinates_lie_in_their_county,
    place.places_are_not_shared,
    place.counties_are_of_the_city,
    place.counties_are_spelled_alike,
    place.distances_fit_the_county,
    place.other_industries_are_known,
    permit.permits_hold_the_duties,
    permit.permits_stand_once,
    permit.permits_begin_with_the_credit_code,
    transport.gates_are_watched,
    transport.key_truck_users_are_connected,
    transport.bulk_haul_goes_by_rail,
    identity.enterprises_have_lines,
)


def findings(
    book: ListWorkbook,
    day: date,
    *,
    city: str = "",
    rule_set: str | None = None,
    checks: Sequence[Check] = CHECKS,
) -> list[CellIssue]:
    """List everything in a list that contradicts itself, blocking or only remarked upon.

    Args:
        book: A workbook whose cells were read; frames are indexed by sheet row.
        day: The day of the import, for what is valid until some day and for the rules in force.
        city: Division code, for rules and counties of the city's own; empty takes the national.
        rule_set: Rule set the city has adopted, for filed measures weaker than the rule.
        checks: Checks to run.

    Returns:
        Findings with sheet, row and column letter; a cell that is known to be wrong already is
        not named again. Of remarks of one kind at most 500 are listed, the rest is counted.
    """
    named = {(issue.sheet, issue.row, issue.header) for issue in book.issues if issue.row}
    case = Inspection(book, day, city, rule_set)
    return [
        replace(issue, column=book.letters.get(issue.sheet, {}).get(issue.header, ""))
        for check in checks
        for issue in check(case)
        if (issue.sheet, issue.row, issue.header) not in named
    ]
