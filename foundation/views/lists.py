"""The views of a list that someone keeps: save, delete."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from foundation.french import typography
from foundation.models import SavedView
from foundation.saved_views import SavedViewForm
from foundation.versions import save_unless_taken


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the state of a list under a name, for oneself, and show it."""
    form = SavedViewForm(request.POST, person=request.user)
    if form.is_valid() and save_unless_taken(form):
        view = form.instance
        messages.success(request, typography(f"La vue « {view.name} » est enregistrée."))
        return redirect(f"{_back(request)}?{view.query}")
    for problems in form.errors.values():
        messages.error(request, " ".join(problems))
    return redirect(f"{_back(request)}?{QueryDict(form.data.get('query', '')).urlencode()}")


@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view of one’s own."""
    view = get_object_or_404(SavedView.objects.filter(person=request.user), pk=pk)
    view.delete()
    messages.success(request, typography(f"La vue « {view.name} » est supprimée."))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The list one came from: a path of this site, else the home."""
    path = request.POST.get("back", "")
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path.split("?")[0] if is_ours else "/"
