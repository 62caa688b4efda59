// SPDX-License-Identifier: Apache-2.0
#include "pulse/composition/remote_module.h"

#include "pulse/base/quote.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLibrary>
#include <mutex>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

std::unexpected<Error> unusable(const QString &sentence)
{
    return failure(ErrorCode::Unsupported, u"open"_s, u"pulse-remote.so"_s, sentence);
}

// The module, loaded once and never taken out again: threads of its libraries may still run.
class RemoteModule
{
public:
    Result<const StorageRegistry *> registry()
    {
        const auto module = load();
        if (!module)
            return failure(module);
        std::call_once(m_registered, [&] {
            using Register = void (*)(StorageRegistry &);
            if (const auto entry = reinterpret_cast<Register>(m_library.resolve("pulse_remote_register")))
                entry(m_registry);
        });
        return &m_registry;
    }

    Result<std::shared_ptr<Keychain>> keychain()
    {
        const auto module = load();
        if (!module)
            return failure(module);
        std::call_once(m_unlocked, [&] {
            using Make = void (*)(std::shared_ptr<Keychain> &);
            if (const auto entry = reinterpret_cast<Make>(m_library.resolve("pulse_remote_keychain")))
                entry(m_keychain);
        });
        return m_keychain;
    }

private:
    // Where it is installed; in a build it lies at the same place beside the programs.
    [[nodiscard]] static QString place()
    {
        const QString program = QFileInfo(QFile::symLinkTarget(u"/proc/self/exe"_s)).path();
        return QDir::cleanPath(program + u'/' + QStringLiteral(PULSE_MODULE_FOLDER) + "/pulse-remote.so"_L1);
    }

    Result<void> load()
    {
        std::call_once(m_loaded, [this] {
            const QString path = place();
            m_library.setFileName(path);
            m_library.setLoadHints(QLibrary::PreventUnloadHint | QLibrary::ResolveAllSymbolsHint);
            if (!QFile::exists(path))
                m_problem = u"The module for libraries behind a network is missing: %1. Install Pulse again."_s.arg(
                    quoted(path, 400));
            else if (!m_library.load())
                m_problem = u"The module for libraries behind a network could not be loaded: %1. Install the libraries "
                            "that it names."_s.arg(m_library.errorString());
            else if (!fits())
                m_problem = u"%1 is not of this version of Pulse. Install Pulse again."_s.arg(quoted(path, 400));
        });
        return m_problem.isEmpty() ? Result<void>() : unusable(m_problem);
    }

    [[nodiscard]] bool fits()
    {
        using Version = const char *(*)();
        const auto version = reinterpret_cast<Version>(m_library.resolve("pulse_remote_version"));
        return version && qstrcmp(version(), PULSE_VERSION) == 0;
    }

    std::once_flag m_loaded;
    std::once_flag m_registered;
    std::once_flag m_unlocked;
    QLibrary m_library;
    QString m_problem;
    StorageRegistry m_registry;
    std::shared_ptr<Keychain> m_keychain;
};

class DeferredKeychain final : public Keychain
{
public:
    Result<std::optional<QByteArray>> read(const QString &key, std::stop_token stop) override
    {
        const auto keychain = m_module.keychain();
        return keychain ? (*keychain)->read(key, std::move(stop)) : failure(keychain);
    }
    Result<void> write(const QString &key, const QByteArray &secret, std::stop_token stop) override
    {
        const auto keychain = m_module.keychain();
        return keychain ? (*keychain)->write(key, secret, std::move(stop)) : failure(keychain);
    }
    Result<void> remove(const QString &key, std::stop_token stop) override
    {
        const auto keychain = m_module.keychain();
        return keychain ? (*keychain)->remove(key, std::move(stop)) : failure(keychain);
    }

private:
    RemoteModule m_module;
};

} // namespace

QStringList remoteSchemes()
{
    return {u"s3"_s, u"http"_s, u"https"_s, u"git+https"_s, u"git+ssh"_s, u"git+file"_s};
}

void addRemoteBackends(StorageRegistry &registry)
{
    const auto module = std::make_shared<RemoteModule>();
    for (const QString &scheme : remoteSchemes()) {
        registry.addBackend(scheme, [module](const QUrl &url, const OpenOptions &options) {
            const auto backends = module->registry();
            return backends ? (*backends)->open(url, options) : failure(backends);
        });
        registry.addConnectionCheck(scheme,
                                    [module](const QUrl &url, const OpenOptions &options,
                                             const ConnectionReport &report, std::stop_token stop) -> Result<void> {
                                        const auto backends = module->registry();
                                        return backends ? (*backends)->check(url, options, report, std::move(stop))
                                                        : failure(backends);
                                    });
    }
}

std::shared_ptr<Keychain> makeDeferredKeychain()
{
    return std::make_shared<DeferredKeychain>();
}

} // namespace pulse
