// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/registry.h"

#include <QTemporaryDir>

namespace pulse::test {

/// Options that make a library where there is none, with a clock that stands at 2024-06-01T12:00:00Z unless another
/// is given.
[[nodiscard]] OpenOptions makeOptions(std::shared_ptr<const Clock> clock = {});

/// A library in a folder that vanishes with this object. Ends the test program when it cannot be made.
class TemporaryLibrary
{
public:
    explicit TemporaryLibrary(const OpenOptions &options = makeOptions());

    [[nodiscard]] Storage &storage() const { return *m_storage; }
    [[nodiscard]] const std::shared_ptr<Storage> &shared() const { return m_storage; }
    [[nodiscard]] QUrl url() const { return QUrl::fromLocalFile(path()); }
    [[nodiscard]] QString path() const; ///< the library's folder, absolute
    /// Another handle on the same library, as another process would have one.
    [[nodiscard]] Result<std::shared_ptr<Storage>> reopen(const OpenOptions &options = makeOptions()) const;

private:
    QTemporaryDir m_folder;
    std::shared_ptr<Storage> m_storage;
};

} // namespace pulse::test
