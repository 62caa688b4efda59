// SPDX-License-Identifier: Apache-2.0
#include "pulse/keychain/system_keychain.h"

#include "pulse/base/cancellation.h"
#include "secret_service.h"

#include <QCoreApplication>
#include <QThread>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

constexpr auto service = "Pulse";

// What a job found, handed from its thread to the one that waits. Outlives whoever gave up waiting.
struct Outcome
{
    std::mutex mutex;
    std::condition_variable_any told;
    bool done = false;
    QKeychain::Error error = QKeychain::NoError;
    QByteArray secret;
};

std::unexpected<Error> failed(ErrorCode code, const QString &sentence)
{
    return failure(code, u"authenticate"_s, u"keychain"_s, sentence);
}

std::unexpected<Error> failed(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return failed(
            ErrorCode::Unsupported,
            u"There is no keychain that answers in this session, so nothing is kept beyond it. Install or start "
            "one (GNOME Keyring, KWallet, KeePassXC), then try again."_s);
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return failed(ErrorCode::Unavailable,
                      u"The keychain is locked, or access to it was denied. Unlock it, then try again."_s);
    default:
        return failed(ErrorCode::Unavailable,
                      u"The keychain does not work as it should. Open its own program to see what is wrong, then try "
                      "again."_s);
    }
}

class SystemKeychain final : public Keychain
{
public:
    explicit SystemKeychain(std::chrono::milliseconds patience)
        : m_patience(patience)
    {}
    ~SystemKeychain() override
    {
        if (m_thread.isRunning()) {
            m_thread.quit();
            m_thread.wait();
        }
    }

    Result<std::optional<QByteArray>> read(const QString &key, std::stop_token stop) override
    {
        auto outcome = run(
            key,
            [key] {
                auto *job = new QKeychain::ReadPasswordJob(QString::fromLatin1(service));
                job->setKey(key);
                return job;
            },
            stop);
        if (!outcome)
            return failure(std::move(outcome));
        if ((*outcome)->error == QKeychain::EntryNotFound)
            return std::nullopt;
        if ((*outcome)->error != QKeychain::NoError)
            return failed((*outcome)->error);
        return std::optional(std::move((*outcome)->secret));
    }

    Result<void> write(const QString &key, const QByteArray &secret, std::stop_token stop) override
    {
        return change(
            key,
            [key, secret] {
                auto *job = new QKeychain::WritePasswordJob(QString::fromLatin1(service));
                job->setKey(key);
                job->setBinaryData(secret);
                return job;
            },
            stop);
    }

    Result<void> remove(const QString &key, std::stop_token stop) override
    {
        auto removed = change(
            key,
            [key] {
                auto *job = new QKeychain::DeletePasswordJob(QString::fromLatin1(service));
                job->setKey(key);
                return job;
            },
            stop);
        // QtKeychain calls that done also where it was locked, and is there as before.
        if (removed && SecretService(QString::fromLatin1(service)).hasLockedAway(key))
            return failed(QKeychain::AccessDenied);
        return removed;
    }

private:
    using Finished = Result<std::shared_ptr<Outcome>>;

    template <typename MakeJob>
    Result<void> change(const QString &key, const MakeJob &makeJob, const std::stop_token &stop)
    {
        const auto outcome = run(key, makeJob, stop);
        if (!outcome)
            return failure(outcome);
        const auto error = (*outcome)->error;
        return error == QKeychain::NoError || error == QKeychain::EntryNotFound ? Result<void>() : failed(error);
    }

    // What became of the job. QtKeychain finds nothing in what is locked, and names no reason where it cannot be added
    // to, nor where there is no keychain.
    template <typename MakeJob>
    Finished run(const QString &key, const MakeJob &makeJob, const std::stop_token &stop)
    {
        auto outcome = attempt(makeJob, stop);
        if (!outcome)
            return outcome;
        const SecretService secrets(QString::fromLatin1(service));
        QKeychain::Error &error = (*outcome)->error;
        if ((error == QKeychain::EntryNotFound && secrets.hasLockedAway(key)) ||
            (error == QKeychain::OtherError && secrets.isLocked()))
            error = QKeychain::AccessDenied;
        else if (error == QKeychain::OtherError && !m_wasThere && !SecretService::isAnyThere())
            error = QKeychain::NoBackendAvailable;
        return outcome;
    }

    template <typename MakeJob>
    Finished attempt(const MakeJob &makeJob, const std::stop_token &stop)
    {
        if (auto cancelled = checkCancelled(stop, u"authenticate"_s, u"keychain"_s); !cancelled)
            return failure(std::move(cancelled));
        if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") && qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR"))
            return failed(QKeychain::NoBackendAvailable); // without a session bus no keychain can answer
        begin();
        auto outcome = std::make_shared<Outcome>();
        QMetaObject::invokeMethod(
            m_context.get(),
            [this, makeJob, outcome] {
                meetAnotherService();
                start(makeJob(), outcome);
            },
            Qt::QueuedConnection);
        std::unique_lock lock(outcome->mutex);
        const bool done = outcome->told.wait_for(lock, stop, m_patience, [&] { return outcome->done; });
        if (done)
            return outcome;
        if (auto cancelled = checkCancelled(stop, u"authenticate"_s, u"keychain"_s); !cancelled)
            return failure(std::move(cancelled));
        return failed(ErrorCode::Unavailable, u"The keychain does not answer. Unlock it, then try again."_s);
    }

    // In the thread of the jobs.
    void meetAnotherService()
    {
        const QString owner = SecretService::owner();
        if (!m_owner.isEmpty() && owner != m_owner)
            SecretService::connectAnew();
        m_owner = owner;
        if (!owner.isEmpty())
            m_wasThere = true;
    }

    static void start(QKeychain::Job *job, const std::shared_ptr<Outcome> &outcome)
    {
        job->setInsecureFallback(false);
        job->setAutoDelete(true);
        QObject::connect(job, &QKeychain::Job::finished, job, [outcome](QKeychain::Job *finished) {
            const std::scoped_lock lock(outcome->mutex);
            outcome->error = finished->error();
            if (auto *reader = qobject_cast<QKeychain::ReadPasswordJob *>(finished))
                outcome->secret = reader->binaryData();
            outcome->done = true;
            outcome->told.notify_all();
        });
        job->start();
    }

    // QtKeychain's jobs live in a thread with an event loop; D-Bus calls need an application object, too.
    void begin()
    {
        std::call_once(m_begun, [this] {
            if (!QCoreApplication::instance()) {
                static int count = 1;
                static char name[] = "pulse-gui";
                static char *arguments[] = {name, nullptr};
                m_application = std::make_unique<QCoreApplication>(count, arguments);
            }
            m_context = std::make_unique<QObject>();
            m_context->moveToThread(&m_thread);
            m_thread.start();
        });
    }

    std::chrono::milliseconds m_patience;
    std::once_flag m_begun;
    std::unique_ptr<QCoreApplication> m_application;
    std::unique_ptr<QObject> m_context;
    QString m_owner;                      // of the Secret Service when it was last asked
    std::atomic<bool> m_wasThere = false; // one that has ended is not one that there never was
    QThread m_thread;
};

} // namespace

std::shared_ptr<Keychain> makeSystemKeychain(std::chrono::milliseconds patience)
{
    return std::make_shared<SystemKeychain>(patience);
}

} // namespace pulse
