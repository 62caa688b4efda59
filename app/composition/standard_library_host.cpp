// SPDX-License-Identifier: Apache-2.0
#include "pulse/composition/standard_library_host.h"

#include "early_listing.h"
#include "pulse/base/personal_folders.h"
#include "pulse/base/quote.h"
#include "pulse/composition/replica_stack.h"
#include "pulse/composition/sample_library.h"

#include <QDir>
#include <QFile>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

Result<QUrl> libraryIn(QLatin1StringView name)
{
    return pulseFolder(PersonalFolder::Data).transform([&](const QString &data) {
        return QUrl::fromLocalFile(data + name);
    });
}

// The scheme that a text begins with, as RFC 3986 writes schemes; empty for one letter, which is no scheme in use.
QStringView schemeOf(QStringView text)
{
    const qsizetype colon = text.indexOf(u':');
    if (colon < 2 || !text.front().isLetter())
        return {};
    const QStringView scheme = text.first(colon);
    const bool plain = std::ranges::all_of(scheme, [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'+' || c == u'-' || c == u'.');
    });
    return plain ? scheme : QStringView();
}

// A lock that the kernel releases when its holder dies.
class FolderLock
{
public:
    explicit FolderLock(const QString &path)
        : m_fd(::open(QFile::encodeName(path).constData(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600))
    {
        if (m_fd >= 0)
            while (::flock(m_fd, LOCK_EX) != 0 && errno == EINTR) {
            }
    }
    ~FolderLock()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;

private:
    int m_fd;
};

// Renames a folder and makes the new name durable; a target that is there already counts as done.
Result<void> moveInPlace(const QString &from, const QString &to, const QString &parent)
{
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0 && errno != EEXIST &&
        errno != ENOTEMPTY)
        return std::unexpected(systemError(errno, u"create"_s, to));
    const int folder = ::open(QFile::encodeName(parent).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return std::unexpected(systemError(errno, u"create"_s, parent));
    const int synced = ::fsync(folder);
    const int error = errno;
    ::close(folder);
    if (synced != 0)
        return std::unexpected(systemError(error, u"create"_s, parent));
    return {};
}

} // namespace

StandardLibraryHost::StandardLibraryHost(Purpose purpose, std::shared_ptr<const Clock> clock,
                                         std::shared_ptr<Settings> settings)
    : m_purpose(purpose)
    , m_clock(std::move(clock))
    , m_settings(std::move(settings))
{}

const std::shared_ptr<Settings> &StandardLibraryHost::settings() const
{
    std::call_once(m_settingsRead, [this] {
        if (!m_settings)
            m_settings = std::make_shared<Settings>();
    });
    return m_settings;
}

const StorageRegistry &StandardLibraryHost::registry() const
{
    std::call_once(m_registryMade, [this] {
        m_registry = m_purpose == Purpose::Window ? makeRegistry(settings()->integer(setting::cacheItems),
                                                                 settings()->integer(setting::cacheBytes))
                                                  : makeRegistry();
    });
    return m_registry;
}

Result<QUrl> StandardLibraryHost::locate(const QString &location) const
{
    if (location.isEmpty())
        return failure(ErrorCode::Invalid, u"open"_s, location,
                       u"The library's location is empty. Name a folder or a URL."_s);
    if (location.contains(QChar::Null))
        return failure(ErrorCode::Invalid, u"open"_s, visible(location),
                       u"The library's location %1 holds a NUL character, which no path can."_s.arg(quoted(location)));
    const QString scheme = schemeOf(location).toString().toLower();
    if (!scheme.isEmpty() && (registry().schemes().contains(scheme) || location.contains("://"_L1))) {
        const QUrl url(location, QUrl::StrictMode);
        if (!url.isValid() && !location.contains(u'@')) // else it may hold a password
            return failure(ErrorCode::Invalid, u"open"_s, visible(location),
                           u"%1 is not a well-formed URL: %2"_s.arg(quoted(location), url.errorString()));
        if (auto fit = validateLibraryUrl(url, false); !fit)
            return failure(std::move(fit));
        return url;
    }
    if (scheme == "profile"_L1)
        return locateProfile(location.sliced(8));
    if (isConfigurationName(location)) {
        auto profile = locateProfile(location);
        if (profile || profile.error().code() != ErrorCode::NotFound)
            return profile;
        if (const auto environment = connections().profiles().activeEnvironment(); !environment)
            return failure(environment);
    }
    const auto path = expandedHome(location);
    if (!path)
        return failure(path);
    return QUrl::fromLocalFile(QDir::cleanPath(QDir::current().absoluteFilePath(*path)));
}

Result<QUrl> StandardLibraryHost::locateProfile(const QString &name) const
{
    const auto profile = connections().profiles().find(name);
    if (!profile)
        return failure(profile);
    QUrl url;
    url.setScheme(u"profile"_s);
    url.setPath(profile->name);
    return url;
}

StandardConnections &StandardLibraryHost::connections() const
{
    std::call_once(m_connectionsMade, [this] {
        m_connections = std::make_unique<StandardConnections>(settings(), registry(), m_clock, m_given);
        if (m_makePrompt)
            m_connections->setCredentialPrompt(m_makePrompt());
    });
    return *m_connections;
}

std::shared_ptr<Library> StandardLibraryHost::libraryOf(std::shared_ptr<Storage> storage) const
{
    auto library = std::make_shared<Library>(std::move(storage), LibraryPolicy(), m_clock);
    if (m_purpose != Purpose::Reading)
        library->setPolicySource([settings = settings()]() -> LibraryPolicy {
            return {.author = settings->text(setting::author),
                    .protectedLabels = settings->list(setting::protectedLabels)};
        });
    return library;
}

StandardLibraryHost::Opened StandardLibraryHost::openStorage(const QUrl &url, const Attempt &attempt) const
{
    // A folder needs no configuration, which a short command would not have to read.
    if (url.isLocalFile()) {
        OpenOptions options;
        options.mode = attempt.mode;
        options.readOnly = m_purpose == Purpose::Reading;
        if (m_purpose != Purpose::Reading)
            options.author = Author([settings = settings()] { return settings->text(setting::author); });
        options.clock = m_clock;
        return stacked(registry().open(url, options));
    }
    const auto profile = connections().profileOf(url);
    return profile ? openProfile(*profile, attempt) : failure(profile);
}

StandardLibraryHost::Opened StandardLibraryHost::stacked(Opened driver) const
{
    if (!driver)
        return driver;
    return stackLayers(registry(), std::move(*driver),
                       m_purpose == Purpose::Window ? LayerStack::Cached : LayerStack::Bare);
}

StandardLibraryHost::Opened StandardLibraryHost::openProfile(const LibraryProfile &profile,
                                                             const Attempt &attempt) const
{
    OpenOptions options = connections().optionsFor(profile, attempt.mode);
    options.progress = attempt.progress;
    options.stop = attempt.stop;
    if (!hasReplica(profile)) {
        static const QStringList onlyThere{u"s3"_s, u"http"_s, u"https"_s};
        if (!m_offline.isEmpty() && onlyThere.contains(profile.url.scheme()))
            return std::unexpected(
                Error(ErrorCode::Unavailable, u"open"_s, profile.url.toDisplayString(), m_offline).setRetryable(false));
        options.readOnly = options.readOnly || m_purpose == Purpose::Reading;
        return layered(registry().open(profile.url, options), profile);
    }
    const auto data = pulseFolder(PersonalFolder::Data);
    return data ? layered(openReplica(registry(), profile, options, *data, m_offline), profile) : failure(data);
}

StandardLibraryHost::Opened StandardLibraryHost::layered(Opened driver, const LibraryProfile &profile) const
{
    if (!driver || !profile.layers)
        return stacked(std::move(driver));
    auto storage = *std::move(driver);
    for (const QString &layer : *profile.layers) {
        storage = registry().stack(layer, std::move(storage));
        if (!storage)
            return failure(ErrorCode::Invalid, u"open"_s, profile.name,
                           u"The library “%1” asks for the layer %2, which Pulse does not have. There are: %3."_s.arg(
                               profile.name, quoted(layer), registry().layers().join(u", "_s)));
    }
    return storage;
}

void StandardLibraryHost::beginOpening(const QString &location)
{
    const auto url = locate(location);
    if (!url)
        return; // whoever opens it is told why
    if (!url->isLocalFile())
        return; // it may have to ask for credentials, which nobody can answer yet
    m_begunUrl = *url;
    m_begun = std::async(std::launch::async, [this, url = *url]() -> Opened {
        auto storage = openStorage(url, {OpenOptions::Mode::Existing, {}, {}});
        if (!storage)
            return storage;
        return std::make_shared<EarlyListing>(*std::move(storage));
    });
}

StandardLibraryHost::Opened StandardLibraryHost::takeBegun(const QUrl &url, const Attempt &attempt) const
{
    std::future<Opened> begun;
    if (const std::scoped_lock lock(m_begunMutex); url == m_begunUrl && attempt.mode == OpenOptions::Mode::Existing)
        begun = std::move(m_begun);
    return begun.valid() ? begun.get() : openStorage(url, attempt);
}

Result<std::shared_ptr<Library>> StandardLibraryHost::open(const QUrl &url, OpenOptions::Mode mode,
                                                           const ProgressSink &progress, std::stop_token stop) const
{
    auto storage = takeBegun(url, {mode, progress, std::move(stop)});
    if (!storage)
        return failure(std::move(storage));
    return libraryOf(*std::move(storage));
}

Result<std::shared_ptr<Library>> StandardLibraryHost::openDirect(const QUrl &url, OpenOptions::Mode mode,
                                                                 const ProgressSink &progress,
                                                                 std::stop_token stop) const
{
    if (url.isLocalFile())
        return open(url, mode, progress, std::move(stop));
    auto profile = connections().profileOf(url);
    if (!profile)
        return failure(std::move(profile));
    profile->layers = QStringList();
    auto storage = openProfile(*profile, {mode, progress, std::move(stop)});
    if (!storage)
        return failure(std::move(storage));
    return libraryOf(*std::move(storage));
}

Result<QUrl> StandardLibraryHost::locateDefault() const
{
    QString location = qEnvironmentVariable("PULSE_LIBRARY");
    if (location.isEmpty())
        location = settings()->text(setting::libraryDefault);
    if (!location.isEmpty())
        return locate(location);
    if (!settings()->text(setting::environment).isEmpty()) {
        if (const auto environment = connections().profiles().activeEnvironment(); !environment)
            return failure(environment);
    }
    return libraryIn("/library"_L1);
}

QUrl StandardLibraryHost::defaultLibrary() const
{
    const auto found = locateDefault();
    return found ? *found : libraryIn("/library"_L1).value_or(QUrl());
}

QUrl StandardLibraryHost::sampleLibrary() const
{
    return libraryIn("/sample"_L1).value_or(QUrl());
}

Result<std::shared_ptr<Library>> StandardLibraryHost::openSample(const ProgressSink &progress,
                                                                 std::stop_token stop) const
{
    const auto data = pulseFolder(PersonalFolder::Data);
    if (!data)
        return failure(data);
    const QString &parent = *data;
    const QString place = parent + "/sample"_L1;
    if (!QDir(place).exists()) {
        if (!QDir().mkpath(parent))
            return failure(ErrorCode::PermissionDenied, u"create"_s, parent,
                           u"The folder %1 for the sample library cannot be made. Check who may write there."_s.arg(
                               quoted(parent)));
        const FolderLock lock(parent + "/sample.lock"_L1);
        if (!QDir(place).exists()) {
            const QString aside = parent + "/sample.partial"_L1;
            auto library = open(QUrl::fromLocalFile(aside), OpenOptions::Mode::CreateIfNone, {}, stop);
            if (!library)
                return library;
            if (auto published = publishSamples(**library, progress, stop); !published)
                return failure(std::move(published));
            library->reset();
            if (auto moved = moveInPlace(aside, place, parent); !moved)
                return failure(std::move(moved));
        }
    }
    return open(sampleLibrary(), OpenOptions::Mode::Existing, {}, stop);
}

} // namespace pulse
