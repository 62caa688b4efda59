// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <memory>

namespace pulse::git {

/// zlib's format (RFC 1950), in pieces. Not thread-safe.
class Deflater
{
public:
    Deflater();
    ~Deflater();
    Deflater(const Deflater &) = delete;
    Deflater &operator=(const Deflater &) = delete;

    /// What of the compressed bytes is ready after these.
    [[nodiscard]] QByteArray add(QByteArrayView bytes);
    /// The rest; the next piece begins anew.
    [[nodiscard]] QByteArray finish();

private:
    struct State;
    [[nodiscard]] QByteArray run(QByteArrayView bytes, int flush);
    std::unique_ptr<State> m_state;
};

/// As one piece.
[[nodiscard]] QByteArray deflated(QByteArrayView head, QByteArrayView bytes);

} // namespace pulse::git
