// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
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
    QString author;                     ///< recorded in the trash; may be empty
    std::shared_ptr<const Clock> clock; ///< never null
};

/// Which backends there are, by URL scheme, and which layers, by name. A value that the composition fills once: a
/// new backend or layer is one line there.
class StorageRegistry
{
public:
    using Backend = std::function<Result<std::shared_ptr<Storage>>(const QUrl &, const OpenOptions &)>;
    using LayerFactory = std::function<std::shared_ptr<Storage>(std::shared_ptr<Storage>)>;

    void addBackend(const QString &scheme, Backend backend);
    void addLayer(const QString &name, LayerFactory layer);

    /// Errors: Unsupported (no backend for the scheme; the message lists those that there are), and the backend's own.
    [[nodiscard]] Result<std::shared_ptr<Storage>> open(const QUrl &url, const OpenOptions &options) const;
    /// Null when there is no layer of that name.
    [[nodiscard]] std::shared_ptr<Storage> stack(const QString &layer, std::shared_ptr<Storage> next) const;

    [[nodiscard]] QStringList schemes() const;
    [[nodiscard]] QStringList layers() const;

private:
    std::map<QString, Backend> m_backends;
    std::map<QString, LayerFactory> m_layers;
};

} // namespace pulse
