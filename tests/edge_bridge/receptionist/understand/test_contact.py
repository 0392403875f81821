"""Phone numbers and e-mail addresses as people type them."""

import pytest

from edge_bridge.receptionist.understand import find_email, find_phone


@pytest.mark.parametrize(
    "text",
    ["0412 345 678", "0412345678", "+61 412 345 678", "61412345678", "04 1234 5678", "my number is 0412-345-678 thanks", "0412.345.678",
     "Jo, 0412 345 678, 12 Oak St 4000"],
)  # fmt: skip
def test_every_way_to_type_a_mobile_is_the_same_number(text: str) -> None:
    assert find_phone(text) == "+61412345678"


def test_landlines_and_foreign_numbers_are_numbers_too() -> None:
    assert find_phone("(07) 3123 4567") == "+61731234567"
    assert find_phone("ring +44 7911 123456") == "+447911123456"


@pytest.mark.parametrize(
    "text", ["12345", "order 123456789", "call 0412 345 67", "2pm 5/11/2026", "123 Smith St 4000", ""]
)
def test_other_digits_are_no_phone_number(text: str) -> None:
    assert find_phone(text) is None


def test_an_email_is_found_in_lower_case_without_the_full_stop_behind_it() -> None:
    assert find_email("it's Jane.Doe+x@Example.com.au.") == "jane.doe+x@example.com.au"
    assert find_email("no mail @ all") is None
