"""Do the tests run where they think they run: on the database asked for, with the network closed?"""

import socket
import warnings

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from pytest_socket import SocketConnectBlockedError


@pytest.mark.django_db
def test_the_tests_run_on_the_database_that_was_asked_for(pytestconfig: pytest.Config) -> None:
    assert connection.vendor == pytestconfig.getoption("database")


@pytest.mark.django_db
def test_the_test_database_is_neither_in_memory_nor_that_of_the_site() -> None:
    name = str(connection.settings_dict["NAME"])
    assert "test_" in name
    assert "memory" not in name


def test_no_test_reaches_another_machine() -> None:
    with pytest.warns(UserWarning, match="connect"), pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_test_reaches_its_own_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning, match="old"):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_passwords_are_hashed_quickly() -> None:
    assert get_hasher().algorithm == "md5"


def test_a_file_of_a_test_stays_out_of_the_project() -> None:
    default_storage.save("note.txt", ContentFile(b"note"))
    assert not default_storage.path("note.txt").startswith(str(settings.BASE_DIR))
