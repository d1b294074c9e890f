"""The parts of pages: what each tag writes, for the facts it is given."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.http import HttpRequest
from django.template import Context, Template

from foundation.clock import frozen_at
from foundation.parts import Button, Entry, Step
from foundation.registry import NavigationEntry, Panel
from foundation.templatetags import maillage, own_account

TODAY = date(2026, 11, 22)


def render(source: str, **context) -> str:
    return Template("{% load maillage own_account %}" + source).render(Context(context))


def words(html: str) -> str:
    """The text alone, on one line."""
    return " ".join(Template("{{ html|striptags }}").render(Context({"html": html})).split())


@pytest.mark.parametrize("tone", ["ok", "warn", "late", "info", "neutral"])
def test_a_badge_says_its_state_in_words(tone):
    assert maillage.badge("en vigueur", tone) == f'<span class="badge badge-{tone}">en vigueur</span>'


def test_an_unknown_tone_is_refused():
    with pytest.raises(ValueError, match="'red' is not a tone"):
        maillage.badge("en retard", "red")


def test_what_a_badge_says_is_escaped():
    assert "<b>" not in maillage.badge("<b>")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2027, 3, 12), '<time class="day" datetime="2027-03-12">12 mars 2027</time>'),
        (date(2026, 12, 1), '<time class="day" datetime="2026-12-01">1er décembre 2026</time>'),
        (None, ""),
    ],
)
def test_a_date_is_written_in_french(value, expected):
    assert render("{% date_fr value %}", value=value) == expected


def test_a_moment_is_told_on_a_paris_clock():
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert "jeudi 2 juillet 2026 à 0\u00a0h\u00a030" in render("{% date_fr at %}", at=at)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 21), "hier"),
        (TODAY, "aujourd’hui"),
        (date(2026, 11, 23), "demain"),
        (date(2026, 12, 4), "dans 12 jours"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "demain"),
        (None, ""),
    ],
)
def test_a_day_is_told_from_today(day, expected):
    with frozen_at(TODAY):
        assert maillage.from_now(day) == expected


def test_a_drawing_beside_words_is_silent_and_one_alone_has_a_name():
    assert 'aria-hidden="true"' in maillage.icon("house")
    assert 'role="img" aria-label="Accueil"' in maillage.icon("house", "Accueil")


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "/"), ("/conventions/", "/conventions/"), ("/conventions/12/", "/conventions/"), ("/compte/", None)],
)
def test_the_section_that_a_page_is_under_is_marked(path, current):
    request = HttpRequest()
    request.path = path
    sections = [
        NavigationEntry("Accueil", "/", "house"),
        NavigationEntry("Conventions", "/conventions/", "file-text", 6),
    ]
    html = render("{% navigation %}", request=request, nav=sections)
    marked = [url for url in ("/", "/conventions/") if f'<a href="{url}" aria-current="page">' in html]
    assert marked == ([current] if current else [])
    assert "6 en attente" in words(html)


@pytest.mark.parametrize(("cookie", "expected"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")])
def test_the_colours_come_from_the_cookie_when_they_exist(cookie, expected):
    request = HttpRequest()
    request.COOKIES["theme"] = cookie
    assert maillage.theme({"request": request}) == expected


def test_the_colours_of_a_page_without_request_are_those_of_the_system():
    assert maillage.theme({}) == ""


def test_a_panel_is_titled_and_its_link_says_of_what():
    html = render('{% panel "À faire" link_label="Tout voir" link_url="/tout/" %}<p>Rien</p>{% endpanel %}')
    assert "<h2>À faire</h2>" in html
    assert "Tout voir : À faire" in words(html)
    assert "<p>Rien</p>" in html


def test_what_another_app_contributes_is_a_panel_of_its_own_template():
    part = Panel("En bref", "components/facts.html", {"rows": [("Commune", "Poissy")]}, ("Voir", "/voir/"))
    html = render("{% contributed part %}", part=part)
    assert "<dt>Commune</dt><dd>Poissy</dd>" in html
    assert 'href="/voir/"' in html


def test_an_action_that_changes_something_is_a_form():
    html = render("{% actions buttons %}", buttons=[Button("Valider", "/v/", "post", primary=True, confirm="Sûr ?")])
    assert '<form method="post" action="/v/" data-confirm="Sûr ?">' in html
    assert "btn btn-primary" in html


def test_an_action_that_only_leads_somewhere_is_a_link():
    html = render("{% actions buttons %}", buttons=[Button("Modifier", "/m/")])
    assert '<a class="btn btn-outline-primary" href="/m/">' in html


def test_an_impossible_action_is_not_a_button_and_says_why():
    html = render("{% actions buttons %}", buttons=[Button("Notifier", "/n/", refusal="le Maire n’a pas signé")])
    assert "Notifier · le Maire n’a pas signé" in words(html)
    assert "/n/" not in html
    assert "<button" not in html


@pytest.mark.parametrize(
    ("general", "fields", "title"),
    [
        ([], {"a": 1}, "Un point à corriger"),
        ([], {"a": 2}, "2 points à corriger"),
        (["Une date manque."], {"a": 1, "b": 2}, "4 points à corriger"),
        (["Quelqu’un d’autre a enregistré."], {}, "L’enregistrement n’a pas eu lieu"),
    ],
)
def test_the_summary_of_a_form_counts_the_lines_it_lists(general, fields, title):
    form = forms.Form({})
    form.fields = {name: forms.CharField(required=False) for name in fields}
    form.full_clean()
    for error in general:
        form.add_error(None, error)
    for name, number in fields.items():
        form.add_error(name, ["À revoir."] * number)

    html = render("{% error_summary form %}", form=form)

    assert f"<h2>{title}</h2>" in html
    assert html.count("<li>") == len(general) + sum(fields.values())


def test_no_action_leaves_nothing():
    assert render("{% actions buttons %}", buttons=[]).strip() == ""


def test_a_timeline_says_who_did_what_and_when():
    entry = Entry(
        "Amina Demo", "a signé", date(2026, 3, 2), "Lu et approuvé.", "internal", "note interne", [("scan", "/s/")]
    )
    html = render("{% timeline entries %}", entries=[entry])
    assert words(html) == "Amina Demo a signé. note interne 2 mars 2026 Lu et approuvé. scan"
    assert 'class="is-internal"' in html


def test_what_is_to_come_is_said_to_be_planned():
    entry = Entry("Maillage", "doit écrire à Amina Demo", date(2026, 3, 2), kind="planned")
    assert words(render("{% timeline entries %}", entries=[entry])).endswith("Amina Demo. prévu le 2 mars 2026")


def test_an_empty_timeline_says_so():
    assert words(render("{% timeline entries %}", entries=[])) == "Rien n’a encore été fait."


def test_progress_is_a_bar_and_words():
    html = render('{% progress 8 12 "Achères" "8 h sur 12 h" %}')
    assert '<progress class="bar" value="8" max="12" aria-label="Achères">8 h sur 12 h</progress>' in html


def test_progress_that_is_late_says_so_in_words_seen_and_heard():
    html = render('{% progress 12 12 "Délai" "14 h sur 12 h" late="délai dépassé" %}')
    assert '<span class="badge badge-late">délai dépassé</span>' in html
    assert 'aria-label="Délai, délai dépassé"' in html
    assert "badge" not in render('{% progress 8 12 "Délai" "8 h sur 12 h" late="" %}')


def test_a_large_number_in_progress_stays_a_number():
    assert 'value="1250" max="100000"' in render('{% progress 1250 100000 "Lignes" %}')


def test_steps_say_which_is_done_and_which_is_current():
    html = render(
        "{% steps items %}",
        items=[Step("Brouillon", "done", "2 mars"), Step("Validée", "current"), Step("Signée", "todo")],
    )
    assert '<li class="is-done">Brouillon' in html
    assert '<li aria-current="step">Validée' in html
    assert "<li>Signée" in html


@pytest.mark.parametrize(("current", "states"), [(1, ["current", "todo"]), (2, ["done", "current"])])
def test_numbered_steps_count_from_one(current, states):
    assert [step.state for step in maillage.numbered_steps(["Fichier", "Colonnes"], current)["steps"]] == states


@pytest.mark.parametrize(
    ("trail", "expected"),
    [
        (["Conventions", "/c/", "CONV-1"], [("Conventions", "/c/"), ("CONV-1", "")]),
        (["Réseau", "/r/"], [("Réseau", "/r/")]),
    ],
)
def test_breadcrumbs_end_on_the_page_itself(trail, expected):
    assert maillage.breadcrumbs(*trail)["trail"] == expected


class PlaceForm(forms.Form):
    """A form with a group, a field out of it, and errors of both kinds."""

    fieldsets = [("Le lieu", ["name"])]
    name = forms.CharField(label="Nom", help_text="Comme sur la façade.")
    note = forms.CharField(label="Note", required=False)

    def clean(self):
        raise forms.ValidationError("Ce lieu ferme demain.")


def test_a_field_left_out_of_the_groups_comes_last():
    groups = maillage.grouped(PlaceForm())
    assert [(title, [field.name for field in fields]) for title, fields in groups] == [
        ("Le lieu", ["name"]),
        ("", ["note"]),
    ]


def test_every_error_is_in_the_summary_with_a_link_to_its_field():
    html = render("{% error_summary form %}", form=PlaceForm({}))
    assert "Ce lieu ferme demain." in html
    assert '<a href="#id_name">Nom : Ce champ est obligatoire.</a>' in html.replace("\xa0", " ")


def test_a_form_not_sent_yet_has_no_summary():
    assert render("{% error_summary form %}", form=PlaceForm()).strip() == ""


def test_a_field_is_tied_to_its_label_its_help_and_its_error():
    html = PlaceForm({})["name"].as_field_group()
    assert '<label class="field-label" for="id_name">Nom' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_only_an_optional_field_says_so():
    form = PlaceForm()
    assert "facultatif" not in form["name"].as_field_group()
    assert "facultatif" in form["note"].as_field_group()


def test_a_field_that_others_may_stand_for_is_not_said_to_be_optional():
    form = PlaceForm()
    form.at_least_one = ("note",)
    assert "facultatif" not in form["note"].as_field_group()


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari sur iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("curl/8", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_named_in_plain_words(agent, expected):
    assert own_account.browser(agent) == expected


def test_the_menu_of_the_account_marks_the_page_one_is_on():
    request = HttpRequest()
    request.path = "/compte/2fa/totp/activate/"
    pages = own_account.account_pages({"request": request})["pages"]
    assert ("Double authentification", "/compte/2fa/", True) in pages
    assert [label for label, _, is_current in pages if is_current] == ["Double authentification"]
