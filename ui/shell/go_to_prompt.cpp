// SPDX-License-Identifier: Apache-2.0
#include "go_to_prompt.h"

#include "fuzzy_match.h"
#include "quick_pick.h"

#include "pulse/ui/common/icons.h"

#include <QLocale>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t shownRows = 60;

// What a row stands for: a prompt of an open library, or, without a library, one to be made.
QVariant target(const QString &library, const QString &name)
{
    return QStringList{library, name};
}

} // namespace

GoToPrompt::GoToPrompt(LibraryManager &libraries, std::shared_ptr<TaskRunner> runner,
                       std::function<std::vector<Place>()> recent, QWidget *window)
    : QObject(window)
    , m_libraries(libraries)
    , m_runner(std::move(runner))
    , m_recent(std::move(recent))
    , m_popup(new QuickPick(tr("Go to prompt"), tr("Type some letters of a prompt’s name"), window))
{
    connect(m_popup, &QuickPick::edited, this, &GoToPrompt::search);
    connect(m_popup, &QuickPick::picked, this, &GoToPrompt::picked);
}

void GoToPrompt::popUp()
{
    m_popup->popUp();
}

void GoToPrompt::search(const QString &typed)
{
    const FuzzyPattern pattern(typed);
    if (pattern.isEmpty()) {
        m_search = {};
        showRecent();
        return;
    }
    std::vector<Catalogue> catalogues;
    for (const LibrarySession *session : m_libraries.sessions())
        catalogues.push_back(session->catalogue());
    auto work = [pattern, catalogues = std::move(catalogues)](std::stop_token stop) -> Result<std::vector<Candidate>> {
        std::vector<Candidate> found;
        for (std::size_t session = 0; session < catalogues.size(); ++session) {
            for (const CatalogueEntry &entry : catalogues[session].entries()) {
                if (stop.stop_requested())
                    return found;
                if (!entry.name)
                    continue;
                if (const auto score = pattern.score(entry.path))
                    found.push_back({session, entry.path, *score, {}});
            }
        }
        const auto better = [](const Candidate &a, const Candidate &b) {
            return a.score != b.score ? a.score > b.score : a.path < b.path;
        };
        const auto kept = std::min(found.size(), shownRows);
        std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(kept), better);
        found.resize(kept);
        for (Candidate &candidate : found)
            candidate.matched = pattern.positions(candidate.path);
        return found;
    };
    m_search = m_runner->run(std::move(work)).then(this, [this, typed](Result<std::vector<Candidate>> found) {
        if (found)
            show(*found, typed);
    });
}

void GoToPrompt::show(const std::vector<Candidate> &found, const QString &typed)
{
    const auto &sessions = m_libraries.sessions();
    std::vector<QuickPick::Item> items;
    for (const Candidate &candidate : found) {
        if (candidate.session >= sessions.size())
            continue;
        LibrarySession *session = sessions[candidate.session];
        const CatalogueEntry *entry = session->catalogue().find(candidate.path);
        QString fact = entry && entry->latest ? entry->latest->toString() : QString();
        if (sessions.size() > 1)
            fact = session->title() + (fact.isEmpty() ? QString() : u" · "_s + fact);
        items.push_back({icon(entry && !entry->damage.isEmpty() ? "prompt-damaged"_L1 : "prompt"_L1), candidate.path,
                         candidate.matched, fact, true, target(session->info().url.toString(), candidate.path)});
    }
    QString hint;
    if (items.empty()) {
        const QString wanted = typed.trimmed();
        const LibrarySession *current = m_libraries.current();
        hint = tr("No prompt matches “%1”.").arg(wanted);
        if (current && !current->isReadOnly() && Name::parse(wanted))
            items.push_back({icon("plus"_L1), tr("Create “%1”").arg(wanted), {}, {}, true, target({}, wanted)});
    }
    m_popup->setItems(std::move(items), hint);
}

void GoToPrompt::showRecent()
{
    std::vector<QuickPick::Item> items;
    for (const Place &place : m_recent()) {
        LibrarySession *session = m_libraries.find(place.library);
        if (!session || !session->catalogue().find(place.name.toString()))
            continue;
        items.push_back({icon("clock"_L1),
                         place.name.toString(),
                         {},
                         m_libraries.sessions().size() > 1 ? session->title() : QString(),
                         true,
                         target(place.library, place.name.toString())});
        if (items.size() == 12)
            break;
    }
    qsizetype count = 0;
    for (const LibrarySession *session : m_libraries.sessions())
        count += session->catalogue().size();
    const QString hint =
        m_libraries.sessions().empty()
            ? tr("No library is open.")
            : tr("Some letters of the name are enough. %1 prompts can be reached.").arg(QLocale().toString(count));
    m_popup->setItems(std::move(items), hint);
}

void GoToPrompt::picked(const QVariant &data)
{
    const auto target = data.toStringList();
    if (target.size() != 2)
        return;
    if (target.front().isEmpty()) {
        emit createRequested(target.back());
        return;
    }
    const auto name = Name::parse(target.back());
    if (LibrarySession *session = m_libraries.find(target.front()); session && name)
        emit chosen(session, *name);
}

} // namespace pulse::ui
