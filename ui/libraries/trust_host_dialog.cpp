// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/trust_host_dialog.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/page_heading.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QPushButton>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

TrustHostDialog::TrustHostDialog(const UnknownHost &host, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Unknown server"));
    auto *heading = new PageHeading(this);
    heading->setContent(icon("key"_L1), tr("Is this the right server?"),
                        tr("Nothing is known of %1 yet.").arg(host.name));
    const auto add = [this](QLabel *label) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        return label;
    };
    auto *shows = add(new QLabel(tr("It shows this key (%1):").arg(host.kind), this));
    auto *key = add(new QLabel(host.fingerprint, this));
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setWeight(QFont::DemiBold);
    key->setFont(font);
    key->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    key->setAccessibleName(tr("Fingerprint of the key"));
    auto *compare = add(
        new QLabel(tr("Compare it with what the server’s administrator or its web page says, character by character. "
                      "Where it is different, somebody may be listening."),
                   this));
    auto *where = add(new FactLabel(tr("Who is trusted stands in the file of known hosts, which ssh reads too. "
                                       "Should the server ever show another key, it is refused."),
                                    this));
    auto *buttons = new QDialogButtonBox(this);
    m_trust = buttons->addButton(tr("Trust this server"), QDialogButtonBox::AcceptRole);
    QPushButton *no = buttons->addButton(tr("Do not trust it"), QDialogButtonBox::RejectRole);
    no->setDefault(true);
    m_trust->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *said = new QVBoxLayout;
    said->setSpacing(gridUnit);
    said->addWidget(shows);
    said->addWidget(key);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(groupSpacing, groupSpacing, groupSpacing, groupSpacing);
    column->setSpacing(groupSpacing);
    column->addWidget(heading);
    column->addLayout(said);
    column->addWidget(compare);
    column->addWidget(where);
    column->addStretch(1);
    column->addWidget(buttons);
    // The whole fingerprint in one line, where the screen allows it.
    const int wide = key->fontMetrics().horizontalAdvance(host.fingerprint) + 2 * groupSpacing + innerSpacing;
    resize(std::max(480, wide), 0);
    resize(width(), heightForWidth(width()) > 0 ? heightForWidth(width()) : sizeHint().height());
    no->setFocus();
}

} // namespace pulse::ui
