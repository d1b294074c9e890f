"""How the tests of the pages of the committees ask for them and read them."""

from django.urls import reverse


def url(name: str, *args) -> str:
    """The address of a page, by its name and what it is about."""
    return reverse(f"committees:{name}", args=[getattr(one, "pk", one) for one in args])


def shown(client, address: str, **asked) -> list:
    """The rows of a list."""
    return list(client.get(address, asked).context["listing"].table.records)


def errors(response) -> str:
    """What the form that came back says."""
    assert response.status_code == 422
    return " ".join(str(one) for errors in response.context["form"].errors.values() for one in errors)
