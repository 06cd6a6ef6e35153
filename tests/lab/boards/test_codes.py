"""Codes that can be read aloud, and secrets of which only hashes are kept."""

import hashlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.boards import codes


def test_a_code_holds_at_least_39_bits():
    assert codes.LENGTH * math.log2(len(codes.ALPHABET)) >= 39
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET)


@pytest.mark.parametrize("sign", "01ILO")
def test_no_sign_of_a_code_is_taken_for_another(sign):
    assert sign not in codes.ALPHABET


def test_codes_differ_and_are_read_as_they_are_shown():
    made = {codes.new_code() for _ in range(100)}
    assert len(made) == 100
    assert all(codes.read(code) == code for code in made)


@given(st.lists(st.sampled_from([*codes.ALPHABET, *codes.ALPHABET.lower(), " ", "-"]), max_size=30).map("".join))
def test_a_code_is_read_however_it_is_written(text):
    signs = text.replace("-", "").replace(" ", "").upper()
    assert codes.read(text) == (f"{signs[:4]}-{signs[4:]}" if len(signs) == 8 else None)


@given(st.text())
def test_any_text_can_be_asked_for(text):
    found = codes.read(text)
    assert found is None or codes.read(found) == found


def test_only_hashes_are_kept():
    secret = codes.new_secret()
    assert len(secret) >= 22  # 128 bits in base 64
    assert codes.hashed(secret) == hashlib.sha256(secret.encode()).hexdigest()
    assert codes.fits(secret, codes.hashed(secret))
    assert not codes.fits(secret + "x", codes.hashed(secret))
