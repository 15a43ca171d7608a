"""``carm calculate``."""

import argparse
import json

import pytest

from bot.cli import calculate as command

DAY = ["--on", "2026-11-23"]


def calculate(capsys, *arguments: str, day: list[str] = DAY) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    status = command.run(parser.parse_args([*arguments, *day]))
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize(
    ("arguments", "amounts"),
    [
        (["--highest", "38,400"], ["$38,400.00", "$19,200.00"]),
        (["--highest", "38 400,50 $", "--lang", "fr"], ["38\u00a0400,50\u00a0$", "19\u00a0200,25\u00a0$"]),
        (["--months", "Jan 4,200; Feb 3,100.50; Mar 12,600.01"], ["$12,600.01", "$6,300.01"]),
        (["--highest", "8,000", "--highest", "40k", "--rm", "RM0001", "RM0002"], ["$48,000.00", "$25,000.00", "Account RM0002"]),
        (["--highest", "0"], ["$0.00"]),
        (["--highest", "6,000", "--estimate"], ["This is an estimate", "$6,000.00", "$5,000.00"]),
    ],
)
def test_both_amounts_are_printed(capsys, arguments, amounts):
    status, out, _ = calculate(capsys, *arguments)
    assert status == 0
    for amount in amounts:
        assert amount in out
    assert "**" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--highest", "1.234"], "“1.234” can be read in more than one way"),
        (["--highest", "-500"], "below zero"),
        (["--highest", "5,000 USD"], "Canadian dollars"),
        (["--highest", "lots"], "“lots”"),
        (["--highest", "4,000, 5,000"], "more than one amount"),
        (["--months", "Jan 4,200; Feb 1.234; Mar -5"], "February: “Feb 1.234” can be read in more than one way"),
        (["--months", "Jan 4,200; Jan 5,000; Mar 5"], "January: “Jan 5,000” is for a month that’s already in the list"),
        (["--months", ", ".join(["4,100"] * 13)], "Entry 13"),
        (["--months", "Jan 2024 4000; Feb 2024 5100; Mar 2026 6000"], "more than a year apart"),
        (["--highest", "8,000", "--highest", "-5", "--lang", "fr"], "Compte RM 2\u00a0: «\u00a0-5\u00a0» est sous zéro"),
        (["--highest", "8,000", "--highest", "9,000", "--rm", "RM0001", "rm0001"], "duplicate"),
    ],
)
def test_what_is_wrong_is_named_and_gives_no_amount(capsys, arguments, said):
    status, out, err = calculate(capsys, *arguments)
    assert status == 1
    assert said in err
    assert out == ""


def test_a_day_without_rules_is_said(capsys):
    status, _, err = calculate(capsys, "--highest", "8,000", day=["--on", "2024-01-01"])
    assert status == 1
    assert "2024-01-01" in err


@pytest.mark.parametrize("arguments", [[], ["--highest", "8,000", "--rm", "RM0001", "RM0002"]], ids=["no amount", "a name too many"])
def test_a_command_that_cannot_be_carried_out(capsys, arguments):
    assert calculate(capsys, *arguments)[0] == 2


def test_a_file_that_is_not_there_is_said(capsys):
    with pytest.raises(command.UnreadableFile, match=r"no-such-file\.csv"):
        calculate(capsys, "--csv", "no-such-file.csv")


@pytest.mark.parametrize(
    ("content", "encoding", "language", "highest"),
    [
        pytest.param('Month,Amount\nJan,"4,200.00"\nFeb,3100.50\nMar,38400\n', "utf-8", "en", "38400.00", id="English Excel"),
        pytest.param(
            "Mois;Montant\njanv.;4 200,50\nfévr.;3 100\nmars;38 400,50\n",
            "cp1252",
            "fr",
            "38400.50",
            id="French Excel, old encoding",
        ),
        pytest.param("janv.\t4200\nfévr.\t3100\nmars\t38400\n", "utf-8-sig", "fr", "38400.00", id="tabs and a byte order mark"),
        pytest.param("4,200\n3,100\n38,400\n5,000\n", "utf-8", "en", "38400.00", id="a column of bare numbers"),
    ],
)
def test_files_as_spreadsheets_save_them(capsys, tmp_path, content, encoding, language, highest):
    path = tmp_path / "months.csv"
    path.write_bytes(content.encode(encoding))
    status, out, _ = calculate(capsys, "--csv", str(path), "--lang", language, "--json")
    assert status == 0
    assert json.loads(out)["accounts"][0]["highest_month"] == highest


@pytest.mark.parametrize(("option", "start"), [("--pdf", b"%PDF-"), ("--csv-out", b"\xef\xbb\xbf"), ("--chart", b"\x89PNG")])
def test_files_are_written(capsys, tmp_path, option, start):
    path = tmp_path / "new folder" / "out"
    status, out, _ = calculate(capsys, "--highest", "38,400", option, str(path))
    assert (status, out) == (0, "")
    assert path.read_bytes().startswith(start)
