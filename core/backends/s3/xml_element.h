// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QByteArray>
#include <QString>
#include <vector>

namespace pulse::s3 {

/// An element of an answer, without its name space and attributes. A value.
struct XmlElement
{
    QString name;
    QString text; ///< its own, without that of its children
    std::vector<XmlElement> children;

    /// The first child of that name; null where there is none.
    [[nodiscard]] const XmlElement *child(QStringView childName) const;
    /// The text of the first child of that name; empty where there is none.
    [[nodiscard]] QString value(QStringView childName) const;
};

/// Reads a whole document. Refused (Corrupt): what is not well-formed, any DOCTYPE, elements deeper than 16 levels,
/// more than 200,000 of them.
[[nodiscard]] Result<XmlElement> parseXml(const QByteArray &text);

/// An element with a text in it.
[[nodiscard]] QByteArray xmlElement(QByteArrayView name, const QByteArray &text);

} // namespace pulse::s3
