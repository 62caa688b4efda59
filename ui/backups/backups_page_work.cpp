// SPDX-License-Identifier: Apache-2.0
// Taking a backup and checking those that there are, and what the page says of how that went.
#include "backups_page_private.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/progress.h"

#include <QLocale>
#include <QProgressBar>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {
const QString verifyKey = u"verify"_s;
}

void BackupsPage::Private::backUpWith(const BackupOptions &options)
{
    if (backups)
        backups->backUp(options);
}

void BackupsPage::Private::tellFailure(const Error &error)
{
    if (error.code() == ErrorCode::Cancelled)
        messages->post(backupKey, MessageBar::Kind::Information,
                       tr("Stopped. The backups that are there are whole; the next one goes on from them."));
    else
        messages->post(
            backupKey, MessageBar::Kind::Problem, error.message(),
            {{tr("Try again"), [this] { backUpWith({}); }}, {tr("Change the folder…"), [this] { chooseFolder(); }}});
}

void BackupsPage::Private::tellBackup(const BackupReport &report)
{
    BackupOptions answer;
    answer.allowOtherLibrary = true;
    switch (report.question) {
    case BackupReport::Question::OtherLibrary:
        messages->post(backupKey, MessageBar::Kind::Warning, report.questionText,
                       {{tr("Back up there anyway"), [this, answer] { backUpWith(answer); }},
                        {tr("Change the folder…"), [this] { chooseFolder(); }}});
        return;
    case BackupReport::Question::Loss:
        answer.allowLoss = true;
        messages->post(backupKey, MessageBar::Kind::Warning, report.questionText,
                       {{tr("Back up as it is now"), [this, answer] { backUpWith(answer); }}});
        return;
    case BackupReport::Question::None:
        break;
    }
    const auto damaged = static_cast<qint64>(report.snapshot.damaged.size());
    if (damaged > 0)
        messages->post(backupKey, MessageBar::Kind::Warning,
                       tr("The backup is there, but damaged versions are not in it as they should be: %1. Check the "
                          "library to see which.")
                           .arg(QLocale().toString(damaged)));
    else
        messages->post(backupKey, MessageBar::Kind::Success,
                       report.isUnchanged ? tr("Backed up. Nothing has changed since the backup before.")
                                          : tr("Backed up. %1 were added.").arg(fileSize(report.snapshot.addedBytes)));
}

void BackupsPage::Private::runVerify()
{
    if (isBusy() || !backups)
        return;
    isVerifying = true;
    messages->dismiss(verifyKey);
    progress->setRange(0, 0);
    const auto show = [bar = progress](const Progress &now) {
        bar->setRange(0, now.total > 0 ? 1000 : 0);
        if (now.total > 0)
            bar->setValue(static_cast<int>(1000 * std::min(now.done, now.total) / now.total));
    };
    auto work = [sink = progressFor(q, show)](BackupStore &store, Library &, std::stop_token stop) {
        return store.verify(true, sink, std::move(stop));
    };
    verifying = backups->run(std::move(work)).then(q, [this](const Result<BackupVerification> &result) {
        isVerifying = false;
        showState();
        tellVerification(result);
    });
    showState();
}

void BackupsPage::Private::tellVerification(const Result<BackupVerification> &result)
{
    if (!result) {
        const bool stopped = result.error().code() == ErrorCode::Cancelled;
        messages->post(verifyKey, stopped ? MessageBar::Kind::Information : MessageBar::Kind::Problem,
                       stopped ? tr("The check was stopped before its end.") : result.error().message());
        return;
    }
    const QLocale locale;
    if (result->isSound()) {
        messages->post(verifyKey, MessageBar::Kind::Success,
                       tr("All backups are intact: %1 read and compared.").arg(fileSize(result->bytesRead)));
        return;
    }
    const auto damage = std::ranges::find(result->findings, true, &BackupFinding::isDamage);
    const QString first = damage != result->findings.end() ? damage->message : QString();
    messages->post(verifyKey, MessageBar::Kind::Problem,
                   tr("The backups are damaged; versions that can no longer be restored from them: %1. %2 Take a new "
                      "backup now, so that what the library holds is safe again.")
                       .arg(locale.toString(static_cast<qint64>(result->lostVersions.size())), first),
                   {{tr("Back up now"), [this] {
                         if (backups)
                             backups->backUp();
                     }}});
}

} // namespace pulse::ui
