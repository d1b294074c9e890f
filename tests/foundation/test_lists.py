"""A list: the address holds the whole state, one count at most, and what cannot be is said, never a crash."""

from datetime import date

import pytest
from django.urls import reverse

from foundation import clock, pages
from foundation.models import SavedView
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory
from tests.workflow_app.models import Demand, State

pytestmark = pytest.mark.django_db
URL = "/essais/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def page(client, person):
    """Ask for the list as its owner: the listing that the template draws."""
    client.force_login(person)

    def ask(query=""):
        response = client.get(f"{URL}{query}")
        assert response.status_code == 200
        return response.context["listing"]

    return ask


def titles(listing) -> list[str]:
    return [record.title for record in listing.page.records]


# --- nothing to show -----------------------------------------------------------------------------------------------


def test_a_list_that_has_nothing_yet_does_not_blame_the_criteria(client, person):
    client.force_login(person)

    assert "Rien ici pour l’instant." in client.get(URL).text
    assert "critères" not in client.get(f"{URL}?sort=title&per_page=50").text


def test_a_list_whose_criteria_find_nothing_offers_to_show_all(client, person):
    DemandFactory(owner=person)
    client.force_login(person)

    text = client.get(f"{URL}?q=introuvable").text

    assert "Aucun résultat pour ces critères." in text
    assert f'<a class="btn btn-primary" href="{URL}">Tout afficher</a>' in text


# --- what it shows -------------------------------------------------------------------------------------------------


def test_only_what_the_person_may_see_is_listed_counted_and_found(page, person):
    DemandFactory(owner=person, title="La mienne")
    DemandFactory(title="Celle d’une autre")

    assert titles(page()) == ["La mienne"]
    assert page().total_text == "1 demande"
    assert titles(page("?q=autre")) == []


def test_filters_narrow_the_rows_and_stay_in_every_link(page, person):
    DemandFactory(owner=person, title="Rayonnage")
    DemandFactory(owner=person, title="Poste public", urgency="HIGH")

    listing = page("?q=ray&state=DRAFT&sort=-title&per_page=50")

    assert titles(listing) == ["Rayonnage"]
    assert listing.is_filtered
    for url in [listing.headers[0]["url"], listing.exports[0]["url"]]:
        assert "q=ray" in url
        assert "state=DRAFT" in url
        assert "per_page=50" in url
    assert listing.hidden == [("sort", "-title"), ("per_page", "50")]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("starts_on", ["mars", "mai", "aucune"]),
        ("-starts_on", ["mai", "mars", "aucune"]),
        ("title", ["aucune", "mai", "mars"]),
        ("-title", ["mars", "mai", "aucune"]),
        ("", ["mars", "aucune", "mai"]),
    ],
)
def test_sorting_puts_empty_values_last_both_ways(page, person, sort, expected):
    for title, day in [("mars", date(2027, 3, 1)), ("aucune", None), ("mai", date(2027, 5, 1))]:
        DemandFactory(owner=person, title=title, starts_on=day)

    assert titles(page(f"?sort={sort}")) == expected


def test_a_column_sorts_by_its_own_way_when_it_has_one(page, person):
    for title, urgency in [("a", "LOW"), ("b", "HIGH"), ("c", "LOW")]:
        DemandFactory(owner=person, title=title, urgency=urgency)

    assert titles(page("?sort=urgency")) == ["b", "a", "c"]
    assert titles(page("?sort=-urgency")) == ["a", "c", "b"]


def test_equal_rows_keep_their_order_from_page_to_page(page, person):
    made = DemandFactory.create_batch(60, owner=person, starts_on=date(2027, 1, 1))

    seen = [record.pk for n in (1, 2, 3) for record in page(f"?sort=-starts_on&page={n}").page.records]

    assert seen == [demand.pk for demand in made]


def test_a_header_says_its_direction_and_offers_the_other(page, person):
    by_name = {header["name"]: header for header in page("?sort=title").headers}

    assert (by_name["title"]["direction"], by_name["title"]["url"]) == ("ascending", "?sort=-title")
    assert (by_name["starts_on"]["direction"], by_name["starts_on"]["url"]) == ("", "?sort=-starts_on")
    assert by_name["length"]["url"] == ""
    assert {header["name"]: header for header in page("?sort=-title").headers}["title"]["url"] == "?sort=title"


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "number", "shown", "total", "next_url"),
    [
        (25, "1", 25, "25 demandes", ""),
        (26, "1", 25, "26 demandes", "?page=2"),
        (26, "2", 1, "26 demandes", ""),
        (51, "2", 25, "51 demandes", "?page=3"),
        (0, "1", 0, "0 demande", ""),
    ],
)
def test_pages_hold_twenty_five_rows_and_know_the_next(page, person, rows, number, shown, total, next_url):
    DemandFactory.create_batch(rows, owner=person)

    listing = page(f"?page={number}")

    assert (len(listing.page.records), listing.total_text, listing.next_url) == (shown, total, next_url)


def test_the_second_page_says_which_rows_it_shows(page, person):
    DemandFactory.create_batch(60, owner=person)

    listing = page("?page=2")

    assert listing.range_text == "lignes 26 à 50"
    assert listing.previous_url == "?"
    assert [one["number"] for one in listing.pages] == [1, 2, 3]
    assert [(one["size"], one["is_current"]) for one in listing.sizes] == [(25, True), (50, False), (100, False)]


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (1, [1, 2, None, 9]),
        (3, [1, 2, 3, 4, None, 9]),
        (5, [1, None, 4, 5, 6, None, 9]),
        (9, [1, None, 8, 9]),
    ],
)
def test_far_pages_are_left_out_of_the_links(current, expected):
    assert pages.Page([], current, 25, 9 * 25).around() == expected


@pytest.mark.parametrize(
    ("query", "notice", "number"),
    [
        ("?page=zéro", "Cette page n’existe pas. Voici la première.", 1),
        ("?page=0", "Cette page n’existe pas. Voici la première.", 1),
        ("?page=-3", "Cette page n’existe pas. Voici la première.", 1),
        ("?page=²", "Cette page n’existe pas. Voici la première.", 1),
        ("?page=99999999999999999999", "Cette page n’existe pas. Voici la première.", 1),
        ("?page=7", "La liste s’arrête à la page 2. La voici.", 2),
        ("?sort=owner__password", "Ce tri n’existe pas ici. La liste est dans son ordre habituel.", 1),
        ("?sort=length", "Ce tri n’existe pas ici. La liste est dans son ordre habituel.", 1),
        ("?sort=--title", "Ce tri n’existe pas ici. La liste est dans son ordre habituel.", 1),
        ("?per_page=1000", "Une page compte 25, 50 ou 100 lignes.", 1),
        ("?since=31/02/2027", "Un critère n’a pas été compris et n’est pas appliqué : « À partir du ».", 1),
        ("?state=PARTY", "Un critère n’a pas été compris et n’est pas appliqué : « État ».", 1),
        ("?colour=red", "Ce filtre n’existe pas ici : « colour ».", 1),
        ("?colour=red&size=3&colour=blue", "Ces filtres n’existent pas ici : « colour » et « size ».", 1),
        ("?export=pdf", "L’export se fait en CSV ou en XLSX.", 1),
    ],
)
def test_what_the_address_says_wrongly_is_told_and_left_out(page, person, query, notice, number):
    DemandFactory.create_batch(30, owner=person)

    listing = page(query)

    assert [one.replace("\u00a0", " ") for one in listing.notices] == [notice]
    assert listing.page.number == number
    assert "colour" not in listing.query.url()


def test_an_export_waits_until_its_filters_are_understood(client, person):
    DemandFactory(owner=person)
    client.force_login(person)

    response = client.get(f"{URL}?since=hier&export=csv")

    assert response["Content-Type"].startswith("text/html")
    assert "n’est pas appliqué" in response.text


def test_deep_pages_stop_politely_and_the_count_too(page, person, monkeypatch):
    monkeypatch.setattr(pages, "DEEPEST", 50)
    DemandFactory.create_batch(60, owner=person)

    assert page().total_text == "plus de\u00a050 demandes"
    deep = page("?page=3")
    assert deep.page.number == 2
    assert deep.notices == ["On feuillette une liste jusqu’à la page 2. Affinez les filtres, ou exportez."]
    assert deep.next_url == ""


def test_a_list_whose_rows_cost_to_find_counts_fewer_of_them(person):
    DemandFactory.create_batch(30, owner=person)
    rows = Demand.objects.order_by("pk")

    first, deep = pages.fetch(rows, "", 10, 20), pages.fetch(rows, "3", 10, 20)

    assert (first.total, first.is_capped, len(first.records)) == (20, True, 10)
    assert (deep.number, len(deep.notices)) == (2, 1)
    assert not pages.fetch(rows, "", 10, 30).is_capped


# --- htmx ----------------------------------------------------------------------------------------------------------


def test_htmx_asks_the_same_address_and_gets_the_part_that_the_page_includes(client, person):
    DemandFactory(owner=person, title="Rayonnage")
    client.force_login(person)

    whole, part = client.get(f"{URL}?q=ray"), client.get(f"{URL}?q=ray", headers=HTMX)

    assert "<html" in whole.text
    assert "<html" not in part.text
    assert 'id="results"' in part.text
    assert part["HX-Push-Url"] == "/essais/?q=ray"
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]
    section = part.text[part.text.index("<table") : part.text.index("</table>")]
    assert section in whole.text


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_link_and_the_back_button_get_the_whole_page(client, person, header):
    client.force_login(person)

    assert "<html" in client.get(URL, headers={**HTMX, header: "true"}).text


def test_empty_criteria_do_not_lengthen_the_address(client, person):
    client.force_login(person)

    response = client.get(f"{URL}?q=&state=&page=1", headers=HTMX)

    assert response["HX-Push-Url"] == "/essais/?"


def test_each_cell_says_its_column_for_a_phone_and_the_first_leads_to_the_row(client, person):
    demand = DemandFactory(owner=person, title="<b>Rayon</b>", hours=1250, state=State.SENT)
    client.force_login(person)

    text = client.get(URL).text

    link = f'<a href="/essais/{demand.pk}/">&lt;b&gt;Rayon&lt;/b&gt;</a>'
    assert f'<th scope="row" data-label="Titre">{link}</th>' in text
    assert '<td data-label="Heures" class="is-number">1\u00a0250</td>' in text
    assert '<span class="badge badge-ok">envoyée</span>' in text
    assert '<time class="day" datetime="2027-01-01">1er janvier 2027</time>' in text


@pytest.mark.parametrize(("rows", "is_told", "has_next"), [(5, False, False), (6, True, False), (26, True, True)])
def test_a_list_one_scrolls_leads_back_to_its_filters_and_on(client, person, rows, is_told, has_next):
    DemandFactory.create_batch(rows, owner=person)
    client.force_login(person)

    foot = client.get(URL).text.partition('<div class="list-foot">')[2].partition("</div>")[0]

    assert ('href="#filters">' in foot) is is_told
    assert ('href="?page=2" rel="next"' in foot) is has_next


# --- saved views ---------------------------------------------------------------------------------------------------


def save(client, **fields):
    given = {"list_name": "demandes", "name": "Urgentes", "query": "q=ray&sort=-title&page=3", "back": URL, **fields}
    return client.post(reverse("foundation:saved_view_save"), given)


def test_a_view_is_saved_without_its_page_then_applied_and_deleted(client, person, page):
    response = save(client)

    assert response.url == "/essais/?q=ray&sort=-title"
    view = SavedView.objects.get(person=person)
    assert page("?q=ray&sort=-title").views == [
        {"name": "Urgentes", "pk": view.pk, "url": "/essais/?q=ray&sort=-title", "is_current": True}
    ]
    assert not page("?q=autre").views[0]["is_current"]

    deletion = client.post(reverse("foundation:saved_view_delete", args=[view.pk]), {"back": URL})

    assert deletion.url == URL
    assert not SavedView.objects.exists()


def test_a_view_belongs_to_one_person(client, page):
    another = SavedView.objects.create(person=PersonFactory(), list_name="demandes", name="À elle", query="q=x")

    assert page().views == []
    assert client.post(reverse("foundation:saved_view_delete", args=[another.pk])).status_code == 404
    assert SavedView.objects.filter(pk=another.pk).exists()


def test_a_name_serves_once_per_list_and_person(client, person, page):
    save(client)
    save(client, query="q=autre")

    assert SavedView.objects.get(person=person).query == "q=ray&sort=-title"
    assert "Vous avez déjà une vue de ce nom." in client.get(URL).text
    save(client, list_name="autres")
    assert SavedView.objects.filter(person=person).count() == 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"name": ""}, "Ce champ est obligatoire."), ({"query": "q=" + "x" * 1000}, "1000"), ({"name": "x" * 61}, "60")],
)
def test_a_view_that_cannot_be_is_refused_with_the_reason(client, page, fields, message):
    save(client, **fields)

    assert not SavedView.objects.exists()
    assert message in client.get(URL).text


@pytest.mark.parametrize("back", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", ""])
def test_saving_a_view_never_leads_to_another_site(client, page, back):
    assert save(client, back=back).url.startswith("/?")


def test_twenty_views_of_a_list_are_enough(client, person, page):
    SavedView.objects.bulk_create(SavedView(person=person, list_name="demandes", name=f"Vue {n}") for n in range(20))

    save(client)

    assert SavedView.objects.filter(person=person).count() == 20
    assert "Vous avez déjà 20 vues de cette liste. Supprimez-en une." in client.get(URL).text


def test_a_list_of_a_day_follows_the_clock_of_the_demo(client, person):
    Demand.objects.all().delete()
    client.force_login(person)
    with clock.frozen_at("2027-03-12"):
        assert 'filename="demandes-2027-03-12.csv"' in client.get(f"{URL}?export=csv")["Content-Disposition"]


@pytest.mark.parametrize(("query", "active"), [("", 0), ("?q=alpha", 0), ("?state=OPEN", 1), ("?state=", 0)])
def test_the_filters_that_fold_on_a_phone_say_how_many_are_used(client, person, query, active):
    client.force_login(person)
    context = client.get(f"{URL}{query}").context
    assert "q" not in context["folded_filters"]
    assert context["active_filters"] == active
