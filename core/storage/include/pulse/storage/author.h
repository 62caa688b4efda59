// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <functional>
#include <utility>

namespace pulse {

/// Who makes the changes: a text, or one that is asked for at each change, since a person may change what they are
/// called while a library is open. A value; as thread-safe as what is asked.
class Author
{
public:
    Author() = default;
    Author(QString name) // implicit: nearly all know one name
        : m_name(std::move(name))
    {}
    explicit Author(std::function<QString()> ask)
        : m_ask(std::move(ask))
    {}

    [[nodiscard]] QString now() const { return m_ask ? m_ask() : m_name; }

private:
    QString m_name;
    std::function<QString()> m_ask;
};

} // namespace pulse
