// SPDX-License-Identifier: Apache-2.0
// What the page says of the check: its buttons, its heading, and the words where nothing is listed.
#include "health_page_private.h"

#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/page_heading.h"

#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>

namespace pulse::ui {
using namespace Qt::StringLiterals;

void HealthPage::Private::showState()
{
    const bool checking = state == State::Checking;
    progress->setVisible(checking);
    check->setText(checking ? tr("Stop") : state == State::Checked ? tr("Check again") : tr("Check now"));
    check->setIcon(icon(checking ? "stop"_L1 : "shield"_L1));
    const auto repairs = static_cast<qint64>(repairable().size());
    const auto damaged = static_cast<qint64>(q->restorable().size());
    const QLocale locale;
    repair->setText(repairs == 1 ? tr("Repair 1 thing…") : tr("Repair %1 things…").arg(locale.toString(repairs)));
    repair->setVisible(repairs > 0);
    repair->setEnabled(!checking && canChange());
    restore->setText(damaged == 1 ? tr("Restore 1 version…")
                                  : tr("Restore %1 versions…").arg(locale.toString(damaged)));
    restore->setVisible(damaged > 0);
    restore->setEnabled(!checking && canChange());
    copy->setVisible(state == State::Checked || !report.findings.empty());
    const bool list = !report.findings.empty();
    stack->setCurrentWidget(list ? static_cast<QWidget *>(splitter) : empty);
    if (!list)
        showEmpty();
    showHeading();
}

void HealthPage::Private::showHeading()
{
    const QString title = session ? session->title() : QString();
    if (state == State::Checking) {
        heading->setContent(icon("shield"_L1), tr("Checking every version in “%1”…").arg(title), facts());
        return;
    }
    if (state == State::Unchecked || report.findings.empty()) {
        heading->setContent(icon("shield"_L1), tr("Health of “%1”").arg(title), facts());
        return;
    }
    const QLocale locale;
    const auto symbol = last->damaged > 0 ? "error"_L1 : last->warnings > 0 ? "warning"_L1 : "info"_L1;
    const QString said =
        last->damaged == 1   ? tr("1 place in “%1” is damaged").arg(title)
        : last->damaged > 1  ? tr("%1 places in “%2” are damaged").arg(locale.toString(last->damaged), title)
        : last->warnings > 0 ? tr("Every version in “%1” is intact, but something needs attention").arg(title)
                             : tr("Every version in “%1” is intact").arg(title);
    heading->setContent(icon(symbol), said, facts());
}

QString HealthPage::Private::countText(const HealthRecord &record)
{
    const QLocale locale;
    const QString prompts =
        record.prompts == 1 ? tr("1 prompt") : tr("%1 prompts").arg(locale.toString(record.prompts));
    const QString versions =
        record.versions == 1 ? tr("1 version") : tr("%1 versions").arg(locale.toString(record.versions));
    return prompts + u" · "_s + versions + u" · "_s + tr("%1 read").arg(fileSize(record.bytes));
}

QString HealthPage::Private::location() const
{
    return session ? session->info().url.toDisplayString(QUrl::PreferLocalFile) : QString();
}

// What is checked and when it was; the numbers only where nothing below tells them.
QString HealthPage::Private::facts() const
{
    QStringList facts;
    if (session)
        facts.append(isCopy() ? tr("The copy of %1 on this computer").arg(location()) : location());
    if (last)
        facts.append(tr("Last checked %1").arg(relativeTime(last->checkedAt)));
    if (last && (state != State::Checked || !report.findings.empty()))
        facts.append(countText(*last));
    return facts.join(u" · "_s);
}

void HealthPage::Private::showEmpty()
{
    if (state == State::Checking) {
        empty->setContent(icon("shield"_L1), tr("Reading and comparing…"),
                          tr("Every version is compared with its checksum. Nothing is changed."));
    } else if (state == State::Checked) {
        const QString found =
            tr("%1. All match their checksums, and nothing else is out of place.").arg(countText(*last));
        empty->setContent(icon("check"_L1),
                          isCopy() ? tr("The copy on this computer is intact") : tr("Everything is intact"),
                          isCopy() ? found + u' ' + tr("What lies on the server was not read.") : found);
    } else if (last && last->damaged + last->warnings + last->notices > 0) {
        empty->setContent(icon("warning"_L1), tr("The last check found something"),
                          tr("Damaged: %1, needs attention: %2, harmless: %3. Check again to see what and where.")
                              .arg(QLocale().toString(last->damaged), QLocale().toString(last->warnings),
                                   QLocale().toString(last->notices)));
    } else if (last) {
        empty->setContent(icon("check"_L1), tr("Everything was intact"), tr("Check again to see whether it still is."));
    } else {
        empty->setContent(
            icon("shield"_L1), tr("Not checked yet"),
            isCopy() ? tr("A check reads every version in the copy on this computer, compares it with its checksum, "
                          "and looks for anything out of place. It reads nothing on the server, changes nothing and "
                          "can be stopped.")
                     : tr("A check reads every version, compares it with its checksum, and looks for anything out of "
                          "place. It changes nothing and can be stopped."));
    }
}

} // namespace pulse::ui
