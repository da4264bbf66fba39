"""All measures, a line each: a new measure is a folder beside these and a line here."""

from __future__ import annotations

from cbec_desktop.awards.measures.customs_agency_fee import rule as customs_agency_fee
from cbec_desktop.awards.measures.park_award import rule as park_award
from cbec_desktop.awards.measures.platform_entry_fee import rule as platform_entry_fee
from cbec_desktop.awards.measures.premises_rent import rule as premises_rent
from cbec_desktop.awards.measures.service_platform import rule as service_platform

MEASURES = (
    park_award.MEASURE,
    service_platform.MEASURE,
    platform_entry_fee.MEASURE,
    premises_rent.MEASURE,
    customs_agency_fee.MEASURE,
)
