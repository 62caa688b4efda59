// SPDX-License-Identifier: Apache-2.0
#include "xml_element.h"

#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace pulse::s3 {
namespace {

constexpr int deepest = 16;
constexpr int most = 200'000;

std::unexpected<Error> refused()
{
    return failure(
        ErrorCode::Corrupt, {}, {},
        u"The server's answer is not what S3 answers. Check the endpoint and whether something in between, such "
        u"as a proxy or a sign-in page, answers in its place."_s);
}

} // namespace

const XmlElement *XmlElement::child(QStringView childName) const
{
    for (const XmlElement &element : children) {
        if (element.name == childName)
            return &element;
    }
    return nullptr;
}

QString XmlElement::value(QStringView childName) const
{
    const XmlElement *element = child(childName);
    return element ? element->text : QString();
}

Result<XmlElement> parseXml(const QByteArray &text)
{
    QXmlStreamReader reader(text);
    reader.setEntityExpansionLimit(0);
    XmlElement document;
    std::vector<XmlElement> open; // moved into its parent when it ends
    int count = 0;
    while (!reader.atEnd()) {
        switch (reader.readNext()) {
        case QXmlStreamReader::StartElement:
            if (std::ssize(open) == deepest || ++count > most)
                return refused();
            open.push_back({.name = reader.name().toString(), .text = {}, .children = {}});
            break;
        case QXmlStreamReader::Characters:
            if (!open.empty())
                open.back().text += reader.text();
            break;
        case QXmlStreamReader::EndElement: {
            XmlElement ended = std::move(open.back());
            open.pop_back();
            if (open.empty())
                document = std::move(ended);
            else
                open.back().children.push_back(std::move(ended));
            break;
        }
        case QXmlStreamReader::DTD:
        case QXmlStreamReader::EntityReference:
            return refused();
        default:
            break;
        }
    }
    if (reader.hasError() || document.name.isEmpty())
        return refused();
    return document;
}

QByteArray xmlElement(QByteArrayView name, const QByteArray &text)
{
    return "<"_ba + name.toByteArray() + '>' + QString::fromUtf8(text).toHtmlEscaped().toUtf8() + "</" +
           name.toByteArray() + '>';
}

} // namespace pulse::s3
