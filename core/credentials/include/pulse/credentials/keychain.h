// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QByteArray>
#include <optional>
#include <stop_token>

namespace pulse {

/// The system's store of secrets. Blocking, thread-safe. Nothing is ever kept anywhere else in its place.
/// Errors: Unsupported (there is none), Unavailable (it does not answer, or a person did not unlock it).
class Keychain
{
public:
    virtual ~Keychain() = default;
    /// Nothing where nothing is kept under the key.
    [[nodiscard]] virtual Result<std::optional<QByteArray>> read(const QString &key, std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<void> write(const QString &key, const QByteArray &secret, std::stop_token stop) = 0;
    /// Nothing kept is no error.
    [[nodiscard]] virtual Result<void> remove(const QString &key, std::stop_token stop) = 0;
};

} // namespace pulse
