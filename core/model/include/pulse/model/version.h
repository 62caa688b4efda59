// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QHashFunctions>
#include <QString>
#include <QStringList>
#include <compare>
#include <optional>
#include <span>

namespace pulse {

/// How far a version is from the one before it.
enum class Bump { Major, Minor, Patch, Prerelease };

[[nodiscard]] QString bumpName(Bump bump); ///< "major", "minor", "patch", "pre-release"

/// A version by Semantic Versioning 2.0.0 (semver.org), in full: numeric fields of any length, pre-release and build
/// identifiers. A value, cheap to copy.
///
/// The order is SemVer precedence; versions that precedence holds equal are ordered by their build metadata
/// (identifier by identifier, by the rules for pre-release identifiers, none before some), so the order is total and
/// agrees with equality.
class Version
{
public:
    /// Invalid, with the rule that the text breaks, unless it is a SemVer to the letter (no leading `v`).
    [[nodiscard]] static Result<Version> parse(QStringView text);
    /// `1.0.0`: what a first publication is called unless told otherwise.
    [[nodiscard]] static Version first();

    [[nodiscard]] const QString &toString() const { return m_text; }
    [[nodiscard]] QStringView majorDigits() const; ///< decimal digits without leading zeros
    [[nodiscard]] QStringView minorDigits() const;
    [[nodiscard]] QStringView patchDigits() const;
    [[nodiscard]] QStringView prerelease() const; ///< without the `-`; empty for a release
    [[nodiscard]] QStringView build() const;      ///< without the `+`
    [[nodiscard]] bool isPrerelease() const { return !prerelease().isEmpty(); }

    /// The next version by that bump, without pre-release or build. Of a pre-release, the bump that it already
    /// announces is its release (1.2.0-rc.1 → minor 1.2.0). Bump::Prerelease increments the last numeric identifier
    /// (1.2.0-rc.1 → 1.2.0-rc.2), appends one where a pre-release has none (1.2.0-beta → 1.2.0-beta.1), or starts
    /// `-rc.1` on the next patch.
    [[nodiscard]] Version next(Bump bump) const;

    /// What kind of step leads from `previous` to this version; empty when this is not higher. Every step to a
    /// pre-release is Prerelease; the step from a pre-release to its own release is the one it announced.
    [[nodiscard]] std::optional<Bump> bumpFrom(const Version &previous) const;

    friend bool operator==(const Version &a, const Version &b) { return a.m_text == b.m_text; }
    friend std::strong_ordering operator<=>(const Version &a, const Version &b);
    friend size_t qHash(const Version &version, size_t seed = 0) noexcept { return qHash(version.m_text, seed); }

private:
    Version() = default;
    QString m_text;
    qsizetype m_minor = 0; // offsets into m_text
    qsizetype m_patch = 0;
    qsizetype m_prerelease = 0; // past the `-`, or the core's end
    qsizetype m_build = 0;      // past the `+`, or the text's end
};

/// SemVer precedence alone: versions that differ only in build metadata are equivalent.
[[nodiscard]] std::weak_ordering comparePrecedence(const Version &a, const Version &b);

/// The version that `latest` means: the highest release, or the highest pre-release where there is no release.
[[nodiscard]] std::optional<Version> latestOf(std::span<const Version> versions);

} // namespace pulse
