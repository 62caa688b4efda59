// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QHashFunctions>
#include <QString>
#include <QStringList>
#include <compare>

namespace pulse {

/// The name of a prompt, and so its path in the tree: segments joined by `/`, such as `support/refund-reply`.
///
/// This is the one validator for every entrance. A segment holds letters and digits (and the marks that belong to
/// letters) of any script, `-`, `_`, `.` and the space; 1–100 bytes of UTF-8 a segment, 400 a name; Unicode NFC; no
/// leading or trailing dot or space, no `..`; it is not a SemVer, not `latest`, not a Windows device name (with or
/// without extension), and has no control, bidirectional or zero-width character. Nothing is ever trimmed or rewritten.
///
/// A value; cheap to copy; equality and order are those of the UTF-8 bytes.
class Name
{
public:
    static constexpr int maxSegmentBytes = 100;
    static constexpr int maxBytes = 400;

    /// The name, or Invalid with a message that says which rule the text breaks and where.
    [[nodiscard]] static Result<Name> parse(QStringView text);
    /// A single segment by the same rules; the error is that of the broken rule.
    [[nodiscard]] static Result<void> validateSegment(QStringView segment);

    [[nodiscard]] const QString &toString() const { return m_text; }
    [[nodiscard]] QStringList segments() const;
    /// The last segment: what the tree shows.
    [[nodiscard]] QString leaf() const;
    /// All but the last segment, without a trailing slash; empty for a name of one segment.
    [[nodiscard]] QString folder() const;
    /// Whether the name lies in `folder` (at any depth); every name lies in the empty folder.
    [[nodiscard]] bool isBelow(QStringView folder) const;
    /// `folder/leaf`, validated like any other name.
    [[nodiscard]] static Result<Name> join(QStringView folder, QStringView leaf);
    /// The key by which two names collide on a file system that ignores case (full case folding, then NFC).
    [[nodiscard]] QString caseFolded() const;

    friend bool operator==(const Name &, const Name &) = default;
    friend std::strong_ordering operator<=>(const Name &a, const Name &b);
    friend size_t qHash(const Name &name, size_t seed = 0) noexcept { return qHash(name.m_text, seed); }

private:
    explicit Name(QString text)
        : m_text(std::move(text))
    {}
    QString m_text;
};

/// The case-folded form of any path text; what `Name::caseFolded` uses.
[[nodiscard]] QString foldCase(QStringView text);

} // namespace pulse
