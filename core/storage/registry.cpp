// SPDX-License-Identifier: Apache-2.0
#include "pulse/storage/registry.h"
#include "pulse/storage/connection_steps.h"

using namespace Qt::StringLiterals;

namespace pulse {

void StorageRegistry::addBackend(const QString &scheme, Backend backend)
{
    m_backends.insert_or_assign(scheme, std::move(backend));
}

void StorageRegistry::addConnectionCheck(const QString &scheme, ConnectionCheck check)
{
    m_checks.insert_or_assign(scheme, std::move(check));
}

void StorageRegistry::addLayer(const QString &name, LayerFactory layer)
{
    m_layers.insert_or_assign(name, std::move(layer));
}

Result<std::shared_ptr<Storage>> StorageRegistry::open(const QUrl &url, const OpenOptions &options) const
{
    const auto backend = m_backends.find(url.scheme());
    if (backend == m_backends.end())
        return failure(
            ErrorCode::Unsupported, u"open"_s, url.toDisplayString(QUrl::RemoveUserInfo),
            u"Pulse cannot open “%1:” libraries. Use one of: %2."_s.arg(url.scheme(), schemes().join(u", "_s)));
    return backend->second(url, options);
}

Result<void> StorageRegistry::check(const QUrl &url, const OpenOptions &options, const ConnectionReport &report,
                                    std::stop_token stop) const
{
    if (const auto check = m_checks.find(url.scheme()); check != m_checks.end())
        return check->second(url, options, report, std::move(stop));
    using Step = ConnectionStep;
    OpenOptions looking = options;
    looking.mode = OpenOptions::Mode::Existing; // nothing is made only to see whether it can be
    const auto opened = open(url, looking);
    if (!opened) {
        report(failedStep(Step::Kind::Place, opened.error()));
        return std::unexpected(opened.error());
    }
    report({Step::Kind::Place, Step::Outcome::Passed, u"The library is there."_s, {}});
    const StorageInfo info = (*opened)->info();
    report({Step::Kind::Write,
            info.readOnly ? Step::Outcome::Warned : Step::Outcome::Passed,
            info.readOnly ? info.readOnlyReason : u"It may be written."_s,
            {}});
    return {};
}

std::shared_ptr<Storage> StorageRegistry::stack(const QString &layer, std::shared_ptr<Storage> next) const
{
    const auto factory = m_layers.find(layer);
    return factory == m_layers.end() ? nullptr : factory->second(std::move(next));
}

QStringList StorageRegistry::schemes() const
{
    QStringList names;
    for (const auto &[scheme, backend] : m_backends)
        names.append(scheme);
    return names;
}

QStringList StorageRegistry::layers() const
{
    QStringList names;
    for (const auto &[name, layer] : m_layers)
        names.append(name);
    return names;
}

} // namespace pulse
