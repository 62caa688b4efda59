// SPDX-License-Identifier: Apache-2.0
#include "tree_mime.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace pulse::ui {

void addPrompts(QMimeData &data, const QUrl &library, const QStringList &refs)
{
    const QJsonObject object{{u"library"_s, library.toString()}, {u"prompts"_s, QJsonArray::fromStringList(refs)}};
    data.setData(promptsMimeType, QJsonDocument(object).toJson(QJsonDocument::Compact));
}

std::optional<QStringList> promptsIn(const QMimeData &data, const QUrl &library)
{
    if (!data.hasFormat(promptsMimeType))
        return {};
    const QJsonObject object = QJsonDocument::fromJson(data.data(promptsMimeType)).object();
    if (object.value("library"_L1).toString() != library.toString())
        return {};
    QStringList refs;
    for (const QJsonValue &ref : object.value("prompts"_L1).toArray()) {
        if (!ref.toString().isEmpty())
            refs.append(ref.toString());
    }
    return refs.isEmpty() ? std::nullopt : std::optional(refs);
}

QStringList importablePaths(const QMimeData &data)
{
    QStringList paths;
    for (const QUrl &url : data.urls()) {
        if (!url.isLocalFile())
            continue;
        const QFileInfo info(url.toLocalFile());
        const QString suffix = info.suffix().toLower();
        if (info.isDir() || suffix == "md"_L1 || suffix == "txt"_L1 || suffix == "prompt"_L1)
            paths.append(url.toLocalFile());
    }
    return paths;
}

} // namespace pulse::ui
