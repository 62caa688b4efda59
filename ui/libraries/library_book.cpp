// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/library_book.h"

#include <QCoreApplication>
#include <QPointer>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

Result<LibraryBook::Contents> readContents(const LibraryConnections &connections, const Settings &settings)
{
    LibraryBook::Contents contents;
    auto profiles = connections.profiles().all();
    if (!profiles)
        return failure(std::move(profiles));
    contents.profiles = *std::move(profiles);
    auto environments = connections.profiles().environments();
    if (!environments)
        return failure(std::move(environments));
    for (const Environment &environment : *environments)
        contents.environments.append(environment.name);
    // One that is asked for and not there is told where a library is opened.
    contents.environment = connections.profiles().activeEnvironment().value_or(QString());
    contents.defaultLibrary = settings.text(setting::libraryDefault);
    return contents;
}

} // namespace

LibraryBook::LibraryBook(std::shared_ptr<LibraryConnections> connections, std::shared_ptr<Settings> settings,
                         std::shared_ptr<TaskRunner> runner, QObject *parent)
    : QObject(parent)
    , m_connections(std::move(connections))
    , m_settings(std::move(settings))
    , m_runner(std::move(runner))
{}

LibraryBook::~LibraryBook() = default;

const LibraryProfile *LibraryBook::find(const QString &name) const
{
    for (const Profiles::Entry &entry : m_contents.profiles) {
        if (entry.profile && entry.name.compare(name, Qt::CaseInsensitive) == 0)
            return &*entry.profile;
    }
    return nullptr;
}

const LibraryProfile *LibraryBook::findByUrl(const QUrl &url) const
{
    for (const Profiles::Entry &entry : m_contents.profiles) {
        if (entry.profile && entry.profile->url.matches(url, QUrl::StripTrailingSlash))
            return &*entry.profile;
    }
    return nullptr;
}

bool LibraryBook::isDefault(const LibraryProfile &profile) const
{
    const QString &set = m_contents.defaultLibrary;
    return !set.isEmpty() && (set.compare(profile.name, Qt::CaseInsensitive) == 0 || set == profile.url.toString() ||
                              (profile.url.isLocalFile() && set == profile.url.toLocalFile()));
}

void LibraryBook::reload()
{
    m_loading = m_runner
                    ->run([connections = m_connections, settings = m_settings](const std::stop_token &) {
                        return readContents(*connections, *settings);
                    })
                    .then(this, [this](Result<Contents> contents) {
                        if (!contents) {
                            emit failed(contents.error());
                            return;
                        }
                        m_contents = *std::move(contents);
                        m_isLoaded = true;
                        emit changed();
                    });
}

Task<QString> LibraryBook::keychainProblem()
{
    return run([](const LibraryConnections &connections, std::stop_token stop) -> Result<QString> {
        return connections.keychainProblem(std::move(stop));
    });
}

/// Changes of the file are made even where nobody waits for their answer, and told afterwards.
template <typename Use>
Task<void> LibraryBook::change(Use use)
{
    return m_runner->run([connections = m_connections, settings = m_settings, use = std::move(use),
                          self = QPointer(this)](const std::stop_token &stop) -> Result<void> {
        auto done = use(*connections, *settings, stop);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self] {
                if (self)
                    self->reload();
            },
            Qt::QueuedConnection);
        return done;
    });
}

Task<void> LibraryBook::save(const Entry &entry)
{
    return change([entry](LibraryConnections &connections, Settings &settings,
                          const std::stop_token &stop) -> Result<void> {
        Profiles &profiles = connections.profiles();
        auto written = entry.name.isEmpty() ? profiles.add(entry.profile) : profiles.change(entry.name, entry.profile);
        if (!written)
            return written;
        if (entry.credential) {
            if (auto kept = connections.keepCredential(entry.profile, *entry.credential, entry.keep, stop); !kept)
                return kept;
        }
        if (entry.makeDefault)
            return settings.set(setting::libraryDefault, entry.profile.name);
        const bool wasDefault =
            settings.text(setting::libraryDefault).compare(entry.profile.name, Qt::CaseInsensitive) == 0;
        return wasDefault ? settings.unset(setting::libraryDefault) : Result<void>();
    });
}

Task<void> LibraryBook::remove(const QString &name)
{
    return change([name](LibraryConnections &connections, Settings &, const std::stop_token &stop) -> Result<void> {
        if (const auto profile = connections.profiles().find(name)) {
            // What opened it has no use any more; where it cannot be forgotten now, the profile goes all the same.
            (void)connections.forgetCredential(*profile, stop);
        }
        return connections.profiles().remove(name);
    });
}

Task<void> LibraryBook::setDefault(const QString &name)
{
    return change([name](LibraryConnections &, Settings &settings, const std::stop_token &) {
        return name.isEmpty() ? settings.unset(setting::libraryDefault) : settings.set(setting::libraryDefault, name);
    });
}

Task<void> LibraryBook::useEnvironment(const QString &name)
{
    return change([name](LibraryConnections &connections, Settings &, const std::stop_token &) {
        return connections.profiles().useEnvironment(name);
    });
}

Task<void> LibraryBook::check(const LibraryProfile &draft, const std::optional<Credential> &credential,
                              QObject *context, std::function<void(const ConnectionStep &)> step)
{
    return run([draft, credential, context = QPointer(context),
                step = std::move(step)](const LibraryConnections &connections, std::stop_token stop) -> Result<void> {
        const auto report = [&](const ConnectionStep &tried) {
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [context, step, tried] {
                    if (context)
                        step(tried);
                },
                Qt::QueuedConnection);
        };
        // A folder that is being added need hold no library yet.
        const bool mayBeMade = draft.url.isLocalFile() && draft.name.isEmpty() && !draft.readOnly;
        std::optional<ConnectionStep> missing;
        const auto outcome = connections.check(
            draft, credential,
            [&](const ConnectionStep &tried) {
                if (mayBeMade && tried.kind == ConnectionStep::Kind::Place &&
                    tried.outcome == ConnectionStep::Outcome::Failed)
                    missing = tried;
                else
                    report(tried);
            },
            std::move(stop));
        if (!missing)
            return outcome;
        if (outcome || outcome.error().code() != ErrorCode::NotFound) {
            report(*missing);
            return outcome;
        }
        report({.kind = ConnectionStep::Kind::Place,
                .outcome = ConnectionStep::Outcome::Passed,
                .what = tr("There is no library there yet; it is made when it is opened."),
                .advice = {}});
        return Result<void>();
    });
}

} // namespace pulse::ui
