// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/library_session.h"

#include "activity_support.h"
#include "catalogue_loader.h"

#include <QElapsedTimer>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr int refreshIntervalMs = 100; // between looks at what others changed
constexpr int firstRetryMs = 2000;     // after a failure, doubled with each further one
constexpr int lastRetryMs = 60000;

using SharedWatch = std::shared_ptr<WatchableStorage::Watch>;

ChangeSet changeOf(QStringList names, bool trash = false)
{
    names.sort();
    return {.everything = false, .prompts = std::move(names), .trash = trash};
}

constexpr std::size_t mostNamed = 200; // prompts that a change names, before it is everything

ChangeSet changeOf(const std::vector<ActivityStep> &steps)
{
    if (steps.size() > mostNamed)
        return {.everything = true, .prompts = {}, .trash = true};
    QStringList names;
    bool trash = false;
    for (const ActivityStep &step : steps) {
        names.append(nameOf(step).toString());
        if (const auto *rename = std::get_if<RenameStep>(&step))
            names.append(rename->from.toString());
        trash = trash || std::holds_alternative<RemovalStep>(step) || std::holds_alternative<ArrivalStep>(step) ||
                std::holds_alternative<PurgeStep>(step);
    }
    names.removeDuplicates();
    return changeOf(std::move(names), trash);
}

QString titleOf(const StorageInfo &info)
{
    const QString name = info.url.adjusted(QUrl::StripTrailingSlash).fileName();
    if (!name.isEmpty())
        return name;
    const QString path = info.url.path();
    return path.isEmpty() || path == u"/" ? info.backend : path;
}

} // namespace

struct LibrarySession::Private
{
    LibrarySession *q;
    QString title;
    std::shared_ptr<CatalogueBuilder> builder;
    std::shared_ptr<SessionInbox> inbox;
    SharedWatch watch;
    Task<SharedWatch> watching;
    Task<void> loading;
    Task<void> refreshing;
    bool refreshRuns = false;
    QString lastFailure;       // what was told last; empty while all is well
    bool isIncomplete = false; // a failure left something unread
    int retryMs = firstRetryMs;
    QTimer retryTimer;
    bool reloadAtEnd = false; // tell that everything may have changed once the details are there
    quint64 load = 0;
    QStringList pending; // names to look at again
    QTimer refreshTimer;
    QElapsedTimer sinceRefresh;

    void open();
    void deliver();
    void beginLoad();
    void beginWatch();
    void beginDetails();
    void scheduleRefresh(bool urgent);
    void beginRefresh();
    void settle(const Result<void> &outcome);

    /// A use case that changes these prompts: notes what was done and tells the session when it is done, also where
    /// nobody waits for the answer any more, and also where it failed, because then our view of the prompts may be out
    /// of date.
    template <typename Use>
    auto change(ActivityKind kind, QStringList names, bool trash, Use use)
    {
        return q->run([inbox = inbox, kind, changes = changeOf(std::move(names), trash),
                       use = std::move(use)](Library &library, std::stop_token stop) mutable {
            ActivityRecorder recorder(library);
            auto result = use(recorder, std::move(stop));
            if (auto activity = recorder.finish(kind))
                inbox->putActivity(std::move(*activity));
            inbox->put(changes, true);
            return result;
        });
    }
    [[nodiscard]] Task<Reversal> reverse(std::vector<ActivityStep> steps);
    std::unique_ptr<LibrarySync> sync;

    // The last member: what it runs ends before the rest goes.
    std::unique_ptr<ActivityLog> log;
};

LibrarySession::LibrarySession(std::shared_ptr<Library> library, std::shared_ptr<TaskRunner> runner, QObject *parent)
    : QObject(parent)
    , m_info(library->info())
    , m_library(std::move(library))
    , m_runner(std::move(runner))
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->title = titleOf(m_info);
    d->builder = std::make_shared<CatalogueBuilder>();
    d->inbox = std::make_shared<SessionInbox>(this, [this] { d->open(); });
    d->log =
        std::make_unique<ActivityLog>([this](std::vector<ActivityStep> steps) { return d->reverse(std::move(steps)); });
    if (m_library->capabilities().synchronisation)
        d->sync = std::make_unique<LibrarySync>(m_library, m_runner);
    d->refreshTimer.setSingleShot(true);
    connect(&d->refreshTimer, &QTimer::timeout, this, [this] { d->beginRefresh(); });
    d->retryTimer.setSingleShot(true);
    connect(&d->retryTimer, &QTimer::timeout, this, [this] { d->beginLoad(); });
}

LibrarySession::~LibrarySession()
{
    d->inbox->close();
    d->watch.reset();
}

LibrarySync *LibrarySession::sync() const
{
    return d->sync.get();
}

QString LibrarySession::title() const
{
    return d->title;
}

void LibrarySession::setTitle(const QString &title)
{
    d->title = title.isEmpty() ? titleOf(m_info) : title;
}

void LibrarySession::start()
{
    d->beginLoad();
}

void LibrarySession::reload()
{
    d->reloadAtEnd = m_namesLoaded;
    d->beginLoad();
}

void LibrarySession::refresh(const QStringList &names)
{
    d->pending += names;
    d->scheduleRefresh(true);
}

Task<Prompt> LibrarySession::fetch(const PromptRef &ref)
{
    return run([ref](Library &library, std::stop_token stop) { return library.fetch(ref, std::move(stop)); });
}

Task<History> LibrarySession::history(const Name &name)
{
    return run([name](Library &library, std::stop_token stop) { return library.history(name, std::move(stop)); });
}

Task<Library::Proposal> LibrarySession::propose(const Name &name, const QByteArray &content)
{
    return run([name, content](Library &library, std::stop_token stop) {
        return library.propose(name, content, std::move(stop));
    });
}

Task<StoreReceipt> LibrarySession::publish(const PublishRequest &request)
{
    return d->change(ActivityKind::Publish, {request.name.toString()}, false,
                     [request](ActivityRecorder &recorder, std::stop_token stop) {
                         return recorder.publish(request, std::move(stop));
                     });
}

Task<Metadata> LibrarySession::updateMetadata(const PromptRef &ref, const MetadataPatch &patch)
{
    return d->change(ActivityKind::EditMetadata, {ref.name.toString()}, false,
                     [ref, patch](ActivityRecorder &recorder, std::stop_token stop) {
                         return recorder.updateMetadata(ref, patch, std::move(stop));
                     });
}

Task<void> LibrarySession::setLabel(const Name &name, const Label &label, const Version &version,
                                    bool overrideProtection)
{
    return d->change(ActivityKind::Label, {name.toString()}, false,
                     [name, label, version, overrideProtection](ActivityRecorder &recorder, std::stop_token stop) {
                         return recorder.setLabel(name, label, version, overrideProtection, std::move(stop));
                     });
}

Task<void> LibrarySession::removeLabel(const Name &name, const Label &label, bool overrideProtection)
{
    return d->change(ActivityKind::Label, {name.toString()}, false,
                     [name, label, overrideProtection](ActivityRecorder &recorder, std::stop_token stop) {
                         return recorder.removeLabel(name, label, overrideProtection, std::move(stop));
                     });
}

Task<RemovalReceipt> LibrarySession::remove(const Name &name, const std::optional<Version> &version)
{
    return d->change(ActivityKind::Remove, {name.toString()}, true,
                     [name, version](ActivityRecorder &recorder, std::stop_token stop) {
                         return recorder.remove(name, version, std::move(stop));
                     });
}

Task<std::vector<TrashEntry>> LibrarySession::trash()
{
    return run([](Library &library, std::stop_token stop) { return library.trash(std::move(stop)); });
}

Task<Name> LibrarySession::restoreFromTrash(const QString &id, const std::optional<Name> &as)
{
    // Which prompt comes back is known only afterwards.
    return run([inbox = d->inbox, id, as](Library &library, std::stop_token stop) {
        ActivityRecorder recorder(library);
        auto name = recorder.restoreFromTrash(id, as, std::move(stop));
        if (auto activity = recorder.finish(ActivityKind::Restore))
            inbox->putActivity(std::move(*activity));
        inbox->put(changeOf(name ? QStringList{name->toString()} : QStringList(), true), true);
        return name;
    });
}

Task<void> LibrarySession::rename(const Name &from, const Name &to)
{
    return d->change(ActivityKind::Rename, {from.toString(), to.toString()}, false,
                     [from, to](ActivityRecorder &recorder, std::stop_token stop) {
                         return recorder.rename(from, to, std::move(stop));
                     });
}

Task<StoreReceipt> LibrarySession::duplicate(const Name &from, const Name &to)
{
    return d->change(ActivityKind::Duplicate, {to.toString()}, false,
                     [from, to](ActivityRecorder &recorder, std::stop_token stop) {
                         return recorder.duplicate(from, to, std::move(stop));
                     });
}

ActivityLog &LibrarySession::activities() const
{
    return *d->log;
}

std::function<void(Activity)> LibrarySession::delivery() const
{
    return [inbox = d->inbox](Activity activity) {
        const ChangeSet changes = changeOf(activity.steps);
        inbox->putActivity(std::move(activity));
        inbox->put(changes, true);
    };
}

Task<Reversal> LibrarySession::Private::reverse(std::vector<ActivityStep> steps)
{
    return q->run([inbox = inbox, steps = std::move(steps)](Library &library, std::stop_token stop) {
        Reversal reversal = detail::reverse(library, steps, stop);
        inbox->put(changeOf(steps), true);
        return Result<Reversal>(std::move(reversal));
    });
}

void LibrarySession::Private::open()
{
    SessionInbox::Contents contents = inbox->take();
    for (Activity &activity : contents.activities)
        log->add(std::move(activity));
    if (contents.catalogueReady)
        deliver();
    if (contents.progress)
        emit q->loadProgress(contents.progress->first, contents.progress->second);
    if (contents.changes.trash)
        emit q->trashChanged();
    if (contents.changes.everything) {
        q->reload();
    } else if (!contents.changes.prompts.isEmpty()) {
        pending += contents.changes.prompts;
        scheduleRefresh(contents.urgent);
    }
}

void LibrarySession::Private::deliver()
{
    CatalogueDelivery delivery = builder->take();
    q->m_catalogue = std::move(delivery.catalogue);
    const bool first = delivery.namesLoaded && !q->m_namesLoaded;
    q->m_namesLoaded = delivery.namesLoaded;
    if (first)
        emit q->loaded();
    if (delivery.everything)
        emit q->catalogueChanged({});
    else if (!delivery.changed.isEmpty())
        emit q->catalogueChanged(delivery.changed);
    for (const QString &path : delivery.prompts) {
        if (const auto name = Name::parse(path))
            emit q->promptChanged(*name);
    }
}

void LibrarySession::Private::beginLoad()
{
    load = builder->beginLoad();
    if (q->m_namesLoaded && (watch || watching.isRunning())) {
        beginDetails();
        return;
    }
    loading = q->run([builder = builder, inbox = inbox, number = load](Library &library, std::stop_token stop) {
                   return loadNames(library, *builder, *inbox, number, stop);
               }).then(q, [this](const Result<void> &outcome) {
        settle(outcome);
        if (outcome)
            beginWatch();
    });
}

/// Following begins before the details are read, and these begin with the names again, so that no change is missed.
void LibrarySession::Private::beginWatch()
{
    if (watch) {
        beginDetails();
        return;
    }
    watching = q->run([inbox = inbox](Library &library, std::stop_token) -> Result<SharedWatch> {
                    auto made = library.watch([inbox](const ChangeSet &changes) { inbox->put(changes, false); });
                    if (!made)
                        return failure(std::move(made));
                    return SharedWatch(std::move(*made));
                }).then(q, [this](Result<SharedWatch> made) {
        if (made)
            watch = std::move(*made);
        beginDetails();
    });
}

void LibrarySession::Private::beginDetails()
{
    loading = q->run([builder = builder, inbox = inbox, number = load](Library &library, std::stop_token stop) {
                   return loadDetails(library, *builder, *inbox, number, stop);
               }).then(q, [this](const Result<void> &outcome) {
        settle(outcome);
        if (!outcome)
            return;
        isIncomplete = false;
        if (std::exchange(reloadAtEnd, false)) {
            builder->markEverything();
            deliver();
        }
    });
}

void LibrarySession::Private::scheduleRefresh(bool urgent)
{
    if (refreshRuns)
        return; // goes on with what is pending when it is done
    const qint64 since = sinceRefresh.isValid() ? sinceRefresh.elapsed() : refreshIntervalMs;
    const int wait = urgent ? 0 : static_cast<int>(std::max<qint64>(0, refreshIntervalMs - since));
    if (!refreshTimer.isActive() || refreshTimer.remainingTime() > wait)
        refreshTimer.start(wait);
}

void LibrarySession::Private::beginRefresh()
{
    if (refreshRuns || pending.isEmpty())
        return;
    QStringList names = std::exchange(pending, {});
    names.sort();
    names.removeDuplicates();
    refreshRuns = true;
    refreshing = q->run([builder = builder, inbox = inbox, names](Library &library, std::stop_token stop) {
                      return refreshDetails(library, *builder, *inbox, names, stop);
                  }).then(q, [this](const Result<void> &outcome) {
        refreshRuns = false;
        sinceRefresh.start();
        settle(outcome);
        if (sync)
            sync->refreshMarks();
        if (outcome && isIncomplete)
            beginLoad();
        if (!pending.isEmpty())
            scheduleRefresh(false);
    });
}

/// Tells of a failure once, however often it repeats itself, and tries again by itself until it has passed.
void LibrarySession::Private::settle(const Result<void> &outcome)
{
    if (outcome) {
        retryMs = firstRetryMs;
        retryTimer.stop();
        if (!std::exchange(lastFailure, {}).isEmpty())
            emit q->recovered();
        return;
    }
    const Error &error = outcome.error();
    if (error.code() == ErrorCode::Cancelled)
        return;
    isIncomplete = true;
    retryTimer.start(retryMs);
    retryMs = std::min(retryMs * 2, lastRetryMs);
    if (std::exchange(lastFailure, error.message()) != error.message())
        emit q->failed(error);
}

} // namespace pulse
