// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/version.h"

#include <vector>

namespace pulse {

/// A range of versions in the notation of the npm `semver` documentation: comparators (`>=1.2 <2`, `=`, `>`, `<=`),
/// carets (`^1.2`), tildes (`~1.2.3`), wildcards (`1.x`, `1.2.*`, `*`), hyphens (`1.2 - 2.3`), alternatives (`||`).
///
/// A pre-release matches only where a comparator of the same alternative names a pre-release of the same
/// major.minor.patch. Build metadata is ignored. The empty text means `*`, as it does there. A value.
class VersionRange
{
public:
    [[nodiscard]] static Result<VersionRange> parse(QStringView text);

    [[nodiscard]] bool matches(const Version &version) const;
    /// The highest version that matches.
    [[nodiscard]] std::optional<Version> best(std::span<const Version> versions) const;
    [[nodiscard]] const QString &toString() const { return m_text; }

    friend bool operator==(const VersionRange &a, const VersionRange &b) { return a.m_text == b.m_text; }

private:
    enum class Operator { Less, LessEqual, Greater, GreaterEqual, Equal };
    struct Comparator
    {
        Operator op;
        Version version;
    };
    friend class VersionRangeParser;
    VersionRange() = default;
    QString m_text;
    std::vector<std::vector<Comparator>> m_alternatives; // any of; inside, all of
};

} // namespace pulse
