// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/metadata.h"

#include <QRandomGenerator>

namespace pulse::test {

/// Values by chance, the same ones for the same seed. Used by one thread at a time.
class Generator
{
public:
    explicit Generator(quint32 seed)
        : m_random(seed)
    {}

    [[nodiscard]] int below(int bound) { return static_cast<int>(m_random.bounded(bound)); }
    [[nodiscard]] bool chance(int percent) { return below(100) < percent; }
    [[nodiscard]] QByteArray bytes(qsizetype size); ///< any bytes
    [[nodiscard]] QByteArray text(qsizetype words); ///< lines of plain English-like words
    [[nodiscard]] QString word();
    [[nodiscard]] Name name(int maxSegments = 3);
    [[nodiscard]] Version version();
    [[nodiscard]] Metadata metadata(const Name &name, const Version &version, QByteArrayView content);
    [[nodiscard]] Prompt prompt();

private:
    QRandomGenerator m_random;
};

} // namespace pulse::test
