// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"
#include "pulse/model/version.h"

#include <map>

namespace pulse {

/// A movable pointer to a version, such as `production`. 1–64 of the ASCII letters, digits, `-`, `_` and `.`,
/// beginning with a letter; never `latest` (the built-in one), a SemVer, or something that reads as a version range.
class Label
{
public:
    [[nodiscard]] static Result<Label> parse(QStringView text);
    [[nodiscard]] const QString &toString() const { return m_text; }

    friend bool operator==(const Label &, const Label &) = default;
    friend auto operator<=>(const Label &a, const Label &b) { return a.m_text.compare(b.m_text) <=> 0; }
    friend size_t qHash(const Label &label, size_t seed = 0) noexcept { return qHash(label.m_text, seed); }

private:
    explicit Label(QString text)
        : m_text(std::move(text))
    {}
    QString m_text;
};

using LabelMap = std::map<Label, Version>;

} // namespace pulse
