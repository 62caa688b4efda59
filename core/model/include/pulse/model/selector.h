// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/model/label.h"
#include "pulse/model/name.h"
#include "pulse/model/version_range.h"

#include <variant>

namespace pulse {

/// How a person or program says which version is meant: `1.2.0`, `latest`, `^1.2`, `production`.
class Selector
{
public:
    struct Latest
    {
        friend bool operator==(Latest, Latest) = default;
    };

    Selector() = default; ///< latest
    Selector(Version exact);
    /// An exact version, `latest`, a range, or a label, tried in this order.
    [[nodiscard]] static Result<Selector> parse(QStringView text);

    [[nodiscard]] bool isLatest() const { return std::holds_alternative<Latest>(m_value); }
    [[nodiscard]] const Version *exact() const { return std::get_if<Version>(&m_value); }
    [[nodiscard]] const VersionRange *range() const { return std::get_if<VersionRange>(&m_value); }
    [[nodiscard]] const Label *label() const { return std::get_if<Label>(&m_value); }
    [[nodiscard]] QString toString() const;

    /// The version among those given; NotFound says what there is instead. `subject` is the prompt's name.
    [[nodiscard]] Result<Version> resolve(std::span<const Version> versions, const LabelMap &labels,
                                          const QString &subject) const;

    friend bool operator==(const Selector &, const Selector &) = default;

private:
    std::variant<Latest, Version, VersionRange, Label> m_value;
};

/// `NAME[@SELECTOR]`, the one grammar for a prompt or one of its versions.
struct PromptRef
{
    Name name;
    Selector selector;
    bool hasSelector = false; ///< false when no `@…` was written

    /// Splits at the last `@` (no name can hold one).
    [[nodiscard]] static Result<PromptRef> parse(QStringView text);
    [[nodiscard]] QString toString() const;

    friend bool operator==(const PromptRef &, const PromptRef &) = default;
};

} // namespace pulse
