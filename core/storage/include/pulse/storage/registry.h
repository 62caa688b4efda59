// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/storage/author.h"
#include "pulse/storage/capabilities.h"
#include "pulse/storage/connection_check.h"
#include "pulse/storage/credentials.h"
#include "pulse/storage/storage.h"

#include <QStringList>
#include <functional>
#include <map>
#include <memory>

namespace pulse {

/// How a library is to be opened.
struct OpenOptions
{
    enum class Mode {
        Existing,     ///< NotFound when there is no library
        CreateIfNone, ///< make one where there is none; an existing one is opened
    };
    Mode mode = Mode::Existing;
    bool readOnly = false;
    Author author; ///< recorded in the trash; may be empty
    /// What the profile says of the backend beyond its URL: "endpoint", "region", "ca-file", … Each backend's guide
    /// lists its own; an unknown one is refused (Invalid). Never a secret.
    std::map<QString, QString> settings = {};
    std::shared_ptr<CredentialSource> credentials = {}; ///< null: the backend has none but those of its own chain
    std::shared_ptr<const Clock> clock;                 ///< never null
    // Of the opening alone, which may take as long as a network does: a library that is open keeps neither.
    std::stop_token stop = {};
    ProgressSink progress = {};
};

/// Which backends there are, by URL scheme, and which layers, by name. A value that the composition fills once: a
/// new backend or layer is one line there.
class StorageRegistry
{
public:
    using Backend = std::function<Result<std::shared_ptr<Storage>>(const QUrl &, const OpenOptions &)>;
    using LayerFactory = std::function<std::shared_ptr<Storage>(std::shared_ptr<Storage>)>;

    /// Tries the way to a library step by step. Succeeds where every step passed or only warned; else the error of the
    /// step that failed. Changes nothing that stays.
    using ConnectionCheck =
        std::function<Result<void>(const QUrl &, const OpenOptions &, const ConnectionReport &, std::stop_token)>;

    void addBackend(const QString &scheme, Backend backend);
    /// For a backend that is reached over a network; others are checked by opening them.
    void addConnectionCheck(const QString &scheme, ConnectionCheck check);
    void addLayer(const QString &name, LayerFactory layer);

    /// Errors: Unsupported (no backend for the scheme; the message lists those that there are), Cancelled (by the
    /// options' stop token; nothing half-made stays), and the backend's own.
    [[nodiscard]] Result<std::shared_ptr<Storage>> open(const QUrl &url, const OpenOptions &options) const;
    [[nodiscard]] Result<void> check(const QUrl &url, const OpenOptions &options, const ConnectionReport &report,
                                     std::stop_token stop) const;
    /// Null when there is no layer of that name.
    [[nodiscard]] std::shared_ptr<Storage> stack(const QString &layer, std::shared_ptr<Storage> next) const;

    [[nodiscard]] QStringList schemes() const;
    [[nodiscard]] QStringList layers() const;

private:
    std::map<QString, Backend> m_backends;
    std::map<QString, ConnectionCheck> m_checks;
    std::map<QString, LayerFactory> m_layers;
};

} // namespace pulse
