"""The settings of the processes."""

from pathlib import Path

import pytest

from bot import settings
from bot.paths import ROOT
from bot.settings import InvalidSetting, Settings


def test_everything_has_a_default():
    found = Settings.from_environment({})
    assert (found.rasa_port, found.actions_port) == (5005, 5055)
    assert found.model == ROOT / "models/carm.tar.gz"


def test_the_token_is_made_when_none_is_given_and_never_shown():
    settings = Settings.from_environment({})
    assert len(settings.token) > 30
    assert settings.token != Settings.from_environment({}).token
    assert settings.token not in repr(settings)


def test_variables_win():
    settings = Settings.from_environment({"CARM_RASA_PORT": "6005", "CARM_TOKEN": "abc", "CARM_MODEL": "/tmp/m.tar.gz"})
    assert (settings.rasa_url, settings.token, settings.model) == ("http://127.0.0.1:6005", "abc", Path("/tmp/m.tar.gz"))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5", "²"])
def test_a_port_that_cannot_be_is_an_error_that_names_the_variable(port):
    with pytest.raises(InvalidSetting, match="CARM_ACTIONS_PORT"):
        Settings.from_environment({"CARM_ACTIONS_PORT": port})


@pytest.mark.parametrize(("name", "value"), [("CARM_MODEL", "models/carm"), ("CARM_TOKEN", "clé"), ("CARM_LOG_LEVEL", "loud")])
def test_what_cannot_be_is_refused_by_name(name, value):
    with pytest.raises(InvalidSetting, match=name):
        Settings.from_environment({name: value})


def test_a_file_of_settings_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / ".env").write_bytes(b"CARM_GATEWAY_NAME=caf\xe9\n")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    with pytest.raises(InvalidSetting, match=r"file=\.env"):
        settings.load_env_file()


def test_a_folder_that_cannot_be_made_is_a_setting_that_cannot_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InvalidSetting, match="Not a directory"), settings.refusing():
        (tmp_path / "file" / "var").mkdir()
