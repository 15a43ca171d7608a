"""The settings of the processes."""

from pathlib import Path

import pytest

from bot.paths import ROOT
from bot.settings import InvalidSetting, Settings


def test_everything_has_a_default():
    settings = Settings.from_environment({})
    assert (settings.rasa_port, settings.actions_port) == (5005, 5055)
    assert settings.model == ROOT / "models/carm.tar.gz"


def test_the_token_is_made_when_none_is_given_and_never_shown():
    settings = Settings.from_environment({})
    assert len(settings.token) > 30
    assert settings.token != Settings.from_environment({}).token
    assert settings.token not in repr(settings)


def test_variables_win():
    settings = Settings.from_environment({"CARM_RASA_PORT": "6005", "CARM_TOKEN": "abc", "CARM_MODEL": "/tmp/m.tar.gz"})
    assert (settings.rasa_url, settings.token, settings.model) == ("http://127.0.0.1:6005", "abc", Path("/tmp/m.tar.gz"))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5"])
def test_a_port_that_cannot_be_is_an_error_that_names_the_variable(port):
    with pytest.raises(InvalidSetting, match="CARM_ACTIONS_PORT"):
        Settings.from_environment({"CARM_ACTIONS_PORT": port})
