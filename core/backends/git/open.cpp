// SPDX-License-Identifier: Apache-2.0
#include "pulse/backends/git/open.h"

#include "clone.h"
#include "git_storage.h"
#include "opening.h"
#include "pulse/backends/git.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <thread>

using namespace Qt::StringLiterals;

namespace pulse::git {

Parts defaultParts()
{
    return {.fs = realFs(),
            .randomName =
                [] {
                    std::array<quint32, 4> words{};
                    QRandomGenerator::system()->fillRange(words.data(), std::ssize(words));
                    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
                },
            .pause = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }};
}

Result<std::shared_ptr<Storage>> openLibrary(const QUrl &url, const OpenOptions &options, Parts parts)
{
    const QString shown = url.toDisplayString(QUrl::RemoveUserInfo);
    const Call call{u"open"_s, shown};
    if (auto known = checkSettings(options, call); !known)
        return failure(std::move(known));
    auto address = RemoteAddress::parse(url.toString(QUrl::FullyEncoded), call);
    if (!address)
        return failure(std::move(address));
    QString path;
    if (address->isLocal()) {
        path = QDir::cleanPath(QFileInfo(address->url.toLocalFile()).absoluteFilePath());
        if (address->url.toLocalFile().isEmpty())
            return call.fails(ErrorCode::Invalid,
                              u"“%1” is no local folder. Give a URL like git+file:///home/me/prompts."_s.arg(shown));
    } else {
        if (auto go = call.checkStop(options.stop); !go)
            return failure(std::move(go));
        auto clone = openClone(*address, options, parts, call);
        if (!clone)
            return failure(std::move(clone));
        path = *std::move(clone);
    }
    QUrl said = url;
    said.setUserInfo(url.userName());
    auto library = openFolder(path, said, options, parts);
    if (!library)
        return failure(std::move(library));
    OpenOptions kept = options;
    kept.stop = {};
    kept.progress = {};
    return std::make_shared<GitStorage>(*std::move(library), kept);
}

} // namespace pulse::git

namespace pulse {

Result<std::shared_ptr<Storage>> openGitLibrary(const QUrl &url, const OpenOptions &options)
{
    return git::openLibrary(url, options, git::defaultParts());
}

} // namespace pulse
