-- The first schema; never changed once released.

CREATE TABLE account (
    name TEXT NOT NULL,
    full_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    is_active INTEGER DEFAULT '1' NOT NULL,
    failed_logins INTEGER DEFAULT '0' NOT NULL,
    locked_until TEXT,
    created_at TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_name UNIQUE (name),
    CONSTRAINT ck_account_active_flag CHECK (is_active IN (0, 1))
)
 STRICT;

CREATE TABLE application_round (
    award_year INTEGER NOT NULL,
    measure_id TEXT NOT NULL,
    round_no INTEGER NOT NULL,
    opens_on TEXT,
    closes_on TEXT,
    guide_no TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_application_round PRIMARY KEY (id),
    CONSTRAINT uq_application_round_award_year_measure_id_round_no UNIQUE (award_year, measure_id, round_no)
)
 STRICT;

CREATE TABLE audit_entry (
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    reason TEXT,
    table_name TEXT NOT NULL,
    record_id INTEGER,
    before_json TEXT,
    after_json TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_audit_entry PRIMARY KEY (id)
)
 STRICT;

CREATE INDEX ix_audit_entry_table_name_record_id ON audit_entry (table_name, record_id);

CREATE TABLE customs_list_entry (
    declaration_no TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    supervision_mode TEXT NOT NULL,
    declared_on TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    status TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_customs_list_entry PRIMARY KEY (id),
    CONSTRAINT uq_customs_list_entry_declaration_no UNIQUE (declaration_no)
)
 STRICT;

CREATE TABLE enterprise (
    credit_code TEXT NOT NULL,
    name TEXT NOT NULL,
    county_code TEXT NOT NULL,
    legal_representative TEXT,
    registered_address TEXT,
    operating_address TEXT,
    established_on TEXT,
    industry TEXT,
    employee_count INTEGER,
    prior_year_revenue_fen INTEGER,
    main_products TEXT,
    industrial_belt TEXT,
    park_name TEXT,
    platforms_and_shops TEXT,
    credit_status TEXT,
    credit_checked_on TEXT,
    service_officer TEXT,
    remark TEXT,
    is_pending_registration INTEGER DEFAULT '0' NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    void_reason TEXT,
    name_initials TEXT DEFAULT '' NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_enterprise PRIMARY KEY (id),
    CONSTRAINT uq_enterprise_credit_code UNIQUE (credit_code),
    CONSTRAINT ck_enterprise_credit_code_length CHECK (length(credit_code) = 18),
    CONSTRAINT ck_enterprise_pending_flag CHECK (is_pending_registration IN (0, 1)),
    CONSTRAINT ck_enterprise_status CHECK (status IN ('active', 'void'))
)
 STRICT;

CREATE INDEX ix_enterprise_county_code ON enterprise (county_code);

CREATE INDEX ix_enterprise_name ON enterprise (name);

CREATE TABLE holiday (
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_holiday PRIMARY KEY (id),
    CONSTRAINT uq_holiday_day UNIQUE (day),
    CONSTRAINT ck_holiday_kind CHECK (kind IN ('休', '班'))
)
 STRICT;

CREATE TABLE import_batch (
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    template_id TEXT NOT NULL,
    template_version TEXT,
    workbook_id TEXT,
    award_year INTEGER,
    reporting_unit TEXT,
    imported_at TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    new_count INTEGER NOT NULL,
    changed_count INTEGER NOT NULL,
    unchanged_count INTEGER NOT NULL,
    refused_count INTEGER NOT NULL,
    conflict_count INTEGER DEFAULT '0' NOT NULL,
    rows_digest TEXT NOT NULL,
    undone_at TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_import_batch PRIMARY KEY (id)
)
 STRICT;

CREATE INDEX ix_import_batch_file_sha256 ON import_batch (file_sha256);

CREATE TABLE policy_text (
    title TEXT NOT NULL,
    document_no TEXT NOT NULL,
    issued_on TEXT,
    effective_from TEXT NOT NULL,
    is_draft INTEGER NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_policy_text PRIMARY KEY (id),
    CONSTRAINT uq_policy_text_title_document_no UNIQUE (title, document_no)
)
 STRICT;

CREATE TABLE search_change (
    table_name TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_search_change PRIMARY KEY (id),
    CONSTRAINT uq_search_change_table_name_record_id UNIQUE (table_name, record_id)
)
 STRICT;

CREATE TABLE setting (
    scope TEXT DEFAULT '' NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY (id),
    CONSTRAINT uq_setting_scope_key UNIQUE (scope, "key")
)
 STRICT;

CREATE TABLE store_identity (
    store_id TEXT NOT NULL,
    hmac_key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    program_version TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_store_identity PRIMARY KEY (id),
    CONSTRAINT ck_store_identity_single_row CHECK (id = 1)
)
 STRICT;

CREATE TABLE trade_performance (
    period TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    customs_code TEXT,
    mode TEXT NOT NULL,
    export_value_fen INTEGER NOT NULL,
    import_value_fen INTEGER NOT NULL,
    source TEXT NOT NULL,
    scope TEXT NOT NULL,
    markets TEXT,
    platform TEXT,
    remark TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_trade_performance PRIMARY KEY (id),
    CONSTRAINT uq_trade_performance_period_credit_code_mode_source UNIQUE (period, credit_code, mode, source),
    CONSTRAINT ck_trade_performance_scope CHECK (scope IN ('customs', 'all_channel'))
)
 STRICT;

CREATE INDEX ix_trade_performance_credit_code_period ON trade_performance (credit_code, period);

CREATE TABLE account_role (
    account_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_account_role PRIMARY KEY (id),
    CONSTRAINT uq_account_role_account_id_role UNIQUE (account_id, role),
    CONSTRAINT fk_account_role_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT;

CREATE TABLE application (
    case_no TEXT NOT NULL,
    reporting_unit TEXT NOT NULL,
    reporting_no TEXT NOT NULL,
    award_year INTEGER NOT NULL,
    measure_id TEXT NOT NULL,
    round_id INTEGER,
    enterprise_id INTEGER NOT NULL,
    county_code TEXT NOT NULL,
    status TEXT DEFAULT 'submitted' NOT NULL,
    claimed_amount_fen INTEGER NOT NULL,
    county_reviewed_amount_fen INTEGER,
    city_reviewed_amount_fen INTEGER,
    audited_amount_fen INTEGER,
    approved_amount_fen INTEGER,
    allocated_amount_fen INTEGER,
    paid_amount_fen INTEGER,
    recovered_amount_fen INTEGER,
    has_provincial_support INTEGER DEFAULT '0' NOT NULL,
    provincial_support_amount_fen INTEGER,
    provincial_support_project TEXT,
    assessed_amount_fen INTEGER,
    assessment_document_no TEXT,
    has_undertaking INTEGER DEFAULT '1' NOT NULL,
    reduction_reason TEXT,
    county_reviewer TEXT,
    county_reviewed_on TEXT,
    document_count INTEGER,
    remark TEXT,
    intake_order INTEGER NOT NULL,
    taken_in_at TEXT NOT NULL,
    taken_in_by TEXT NOT NULL,
    void_reason TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_application PRIMARY KEY (id),
    CONSTRAINT uq_application_case_no UNIQUE (case_no),
    CONSTRAINT uq_application_reporting_unit_award_year_reporting_no UNIQUE (reporting_unit, award_year, reporting_no),
    CONSTRAINT uq_application_intake_order UNIQUE (intake_order),
    CONSTRAINT ck_application_claimed_not_negative CHECK (claimed_amount_fen >= 0),
    CONSTRAINT ck_application_county_reviewed_amount_fen_not_negative CHECK (county_reviewed_amount_fen IS NULL OR county_reviewed_amount_fen >= 0),
    CONSTRAINT ck_application_city_reviewed_amount_fen_not_negative CHECK (city_reviewed_amount_fen IS NULL OR city_reviewed_amount_fen >= 0),
    CONSTRAINT ck_application_audited_amount_fen_not_negative CHECK (audited_amount_fen IS NULL OR audited_amount_fen >= 0),
    CONSTRAINT ck_application_approved_amount_fen_not_negative CHECK (approved_amount_fen IS NULL OR approved_amount_fen >= 0),
    CONSTRAINT ck_application_allocated_amount_fen_not_negative CHECK (allocated_amount_fen IS NULL OR allocated_amount_fen >= 0),
    CONSTRAINT ck_application_paid_amount_fen_not_negative CHECK (paid_amount_fen IS NULL OR paid_amount_fen >= 0),
    CONSTRAINT ck_application_recovered_amount_fen_not_negative CHECK (recovered_amount_fen IS NULL OR recovered_amount_fen >= 0),
    CONSTRAINT ck_application_support_flag CHECK (has_provincial_support IN (0, 1)),
    CONSTRAINT ck_application_undertaking_flag CHECK (has_undertaking IN (0, 1)),
    CONSTRAINT ck_application_award_year CHECK (award_year BETWEEN 2026 AND 2099),
    CONSTRAINT fk_application_round_id FOREIGN KEY(round_id) REFERENCES application_round (id),
    CONSTRAINT fk_application_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id)
)
 STRICT;

CREATE INDEX ix_application_award_year_measure_id ON application (award_year, measure_id);

CREATE INDEX ix_application_enterprise_id ON application (enterprise_id);

CREATE TABLE contact (
    enterprise_id INTEGER NOT NULL,
    kind TEXT DEFAULT '联系人' NOT NULL,
    name TEXT,
    mobile TEXT,
    landline TEXT,
    email TEXT,
    valid_from TEXT,
    valid_to TEXT,
    last_verified_on TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_contact PRIMARY KEY (id),
    CONSTRAINT fk_contact_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id)
)
 STRICT;

CREATE INDEX ix_contact_enterprise_id ON contact (enterprise_id);

CREATE TABLE draft (
    account_id INTEGER NOT NULL,
    screen TEXT NOT NULL,
    record_key TEXT NOT NULL,
    title TEXT NOT NULL,
    payload_json TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (id),
    CONSTRAINT uq_draft_account_id_screen_record_key UNIQUE (account_id, screen, record_key),
    CONSTRAINT fk_draft_account_id FOREIGN KEY(account_id) REFERENCES account (id)
)
 STRICT;

CREATE TABLE enterprise_customs_code (
    enterprise_id INTEGER NOT NULL,
    customs_code TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_enterprise_customs_code PRIMARY KEY (id),
    CONSTRAINT fk_enterprise_customs_code_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id)
)
 STRICT;

CREATE INDEX ix_enterprise_customs_code_customs_code ON enterprise_customs_code (customs_code);

CREATE INDEX ix_enterprise_customs_code_enterprise_id ON enterprise_customs_code (enterprise_id);

CREATE TABLE enterprise_role (
    enterprise_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_enterprise_role PRIMARY KEY (id),
    CONSTRAINT fk_enterprise_role_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id)
)
 STRICT;

CREATE UNIQUE INDEX uq_enterprise_role_open ON enterprise_role (enterprise_id, role) WHERE valid_to IS NULL;

CREATE TABLE import_row (
    batch_id INTEGER NOT NULL,
    sheet TEXT NOT NULL,
    row_number INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    before_json TEXT,
    after_json TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_import_row PRIMARY KEY (id),
    CONSTRAINT fk_import_row_batch_id FOREIGN KEY(batch_id) REFERENCES import_batch (id)
)
 STRICT;

CREATE INDEX ix_import_row_batch_id ON import_row (batch_id);

CREATE INDEX ix_import_row_table_name_record_id ON import_row (table_name, record_id);

CREATE TABLE industrial_park (
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    operator_enterprise_id INTEGER,
    county_code TEXT,
    recognition_document TEXT,
    recognised_on TEXT,
    floor_area TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_industrial_park PRIMARY KEY (id),
    CONSTRAINT uq_industrial_park_name_key UNIQUE (name_key),
    CONSTRAINT fk_industrial_park_operator_enterprise_id FOREIGN KEY(operator_enterprise_id) REFERENCES enterprise (id)
)
 STRICT;

CREATE TABLE parameter_set (
    name TEXT NOT NULL,
    award_year INTEGER NOT NULL,
    version INTEGER NOT NULL,
    status TEXT NOT NULL,
    values_json TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    document_no TEXT,
    confirmed_on TEXT,
    effective_from TEXT,
    effective_to TEXT,
    policy_text_id INTEGER,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_parameter_set PRIMARY KEY (id),
    CONSTRAINT uq_parameter_set_name UNIQUE (name),
    CONSTRAINT uq_parameter_set_award_year_version UNIQUE (award_year, version),
    CONSTRAINT ck_parameter_set_status CHECK (status IN ('trial', 'confirmed')),
    CONSTRAINT ck_parameter_set_confirmed_with_document CHECK (status = 'trial' OR (document_no IS NOT NULL AND confirmed_on IS NOT NULL)),
    CONSTRAINT fk_parameter_set_policy_text_id FOREIGN KEY(policy_text_id) REFERENCES policy_text (id)
)
 STRICT;

CREATE TABLE payee_account (
    enterprise_id INTEGER NOT NULL,
    account_name TEXT,
    bank_name TEXT,
    account_no TEXT,
    bank_code TEXT,
    valid_from TEXT,
    valid_to TEXT,
    verified_by TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_payee_account PRIMARY KEY (id),
    CONSTRAINT fk_payee_account_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id)
)
 STRICT;

CREATE INDEX ix_payee_account_account_no ON payee_account (account_no);

CREATE INDEX ix_payee_account_enterprise_id ON payee_account (enterprise_id);

CREATE TABLE policy_clause (
    policy_text_id INTEGER NOT NULL,
    clause_id TEXT NOT NULL,
    label TEXT NOT NULL,
    heading TEXT NOT NULL,
    body TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_policy_clause PRIMARY KEY (id),
    CONSTRAINT uq_policy_clause_policy_text_id_clause_id UNIQUE (policy_text_id, clause_id),
    CONSTRAINT fk_policy_clause_policy_text_id FOREIGN KEY(policy_text_id) REFERENCES policy_text (id)
)
 STRICT;

CREATE TABLE application_event (
    application_id INTEGER NOT NULL,
    event TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    opinion TEXT,
    document_no TEXT,
    amount_fen INTEGER,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_application_event PRIMARY KEY (id),
    CONSTRAINT fk_application_event_application_id FOREIGN KEY(application_id) REFERENCES application (id)
)
 STRICT;

CREATE INDEX ix_application_event_application_id ON application_event (application_id);

CREATE TABLE assessment (
    application_id INTEGER NOT NULL,
    parameter_set_id INTEGER NOT NULL,
    parameter_hash TEXT NOT NULL,
    facts_hash TEXT NOT NULL,
    rule_version TEXT NOT NULL,
    status TEXT NOT NULL,
    claimed_amount_fen INTEGER NOT NULL,
    eligible_cost_fen INTEGER,
    award_amount_fen INTEGER NOT NULL,
    binding_limit TEXT,
    result_json TEXT NOT NULL,
    assessed_at TEXT NOT NULL,
    assessed_by TEXT NOT NULL,
    is_current INTEGER DEFAULT '1' NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_assessment PRIMARY KEY (id),
    CONSTRAINT ck_assessment_award_not_negative CHECK (award_amount_fen >= 0),
    CONSTRAINT ck_assessment_current_flag CHECK (is_current IN (0, 1)),
    CONSTRAINT ck_assessment_status CHECK (status IN ('granted', 'zero', 'undetermined')),
    CONSTRAINT fk_assessment_application_id FOREIGN KEY(application_id) REFERENCES application (id),
    CONSTRAINT fk_assessment_parameter_set_id FOREIGN KEY(parameter_set_id) REFERENCES parameter_set (id)
)
 STRICT;

CREATE INDEX ix_assessment_parameter_set_id ON assessment (parameter_set_id);

CREATE UNIQUE INDEX uq_assessment_current ON assessment (application_id) WHERE is_current = 1;

CREATE TABLE customs_declaration (
    application_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    declaration_no TEXT NOT NULL,
    item_no TEXT,
    supervision_mode TEXT NOT NULL,
    direction TEXT NOT NULL,
    declared_on TEXT NOT NULL,
    customs_office TEXT,
    domestic_party_code TEXT NOT NULL,
    declared_value_fen INTEGER NOT NULL,
    ticket_count INTEGER DEFAULT '1' NOT NULL,
    agent_name TEXT NOT NULL,
    agent_credit_code TEXT NOT NULL,
    fee_amount_fen INTEGER NOT NULL,
    invoice_code TEXT,
    invoice_no TEXT NOT NULL,
    invoiced_on TEXT,
    buyer_credit_code TEXT,
    invoice_total_fen INTEGER,
    paid_on TEXT NOT NULL,
    payment_method TEXT NOT NULL,
    payer_name TEXT NOT NULL,
    paid_amount_fen INTEGER NOT NULL,
    remark TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_customs_declaration PRIMARY KEY (id),
    CONSTRAINT uq_customs_declaration_application_id_declaration_no UNIQUE (application_id, declaration_no),
    CONSTRAINT ck_customs_declaration_ticket_count CHECK (ticket_count >= 1),
    CONSTRAINT ck_customs_declaration_money CHECK (fee_amount_fen >= 0 AND paid_amount_fen >= 0),
    CONSTRAINT fk_customs_declaration_application_id FOREIGN KEY(application_id) REFERENCES application (id)
)
 STRICT;

CREATE INDEX ix_customs_declaration_declaration_no ON customs_declaration (declaration_no);

CREATE INDEX ix_customs_declaration_invoice_no ON customs_declaration (invoice_no);

CREATE TABLE expense_line (
    application_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    platform_or_service TEXT NOT NULL,
    shop_or_activity TEXT,
    invoice_code TEXT,
    invoice_no TEXT NOT NULL,
    invoiced_on TEXT NOT NULL,
    buyer_credit_code TEXT NOT NULL,
    invoice_total_fen INTEGER NOT NULL,
    tax_amount_fen INTEGER,
    claimed_amount_fen INTEGER NOT NULL,
    paid_on TEXT NOT NULL,
    payment_method TEXT NOT NULL,
    payer_name TEXT NOT NULL,
    paid_amount_fen INTEGER NOT NULL,
    currency TEXT,
    foreign_amount TEXT,
    exchange_rate TEXT,
    rate_on TEXT,
    local_share_percent TEXT,
    other_support_fen INTEGER,
    page_no TEXT,
    remark TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_expense_line PRIMARY KEY (id),
    CONSTRAINT ck_expense_line_money CHECK (invoice_total_fen >= 0 AND claimed_amount_fen >= 0 AND paid_amount_fen >= 0),
    CONSTRAINT fk_expense_line_application_id FOREIGN KEY(application_id) REFERENCES application (id)
)
 STRICT;

CREATE INDEX ix_expense_line_application_id ON expense_line (application_id);

CREATE INDEX ix_expense_line_invoice_no ON expense_line (invoice_no);

CREATE TABLE lease (
    application_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    contract_no TEXT NOT NULL,
    lessor TEXT NOT NULL,
    location TEXT NOT NULL,
    usage TEXT NOT NULL,
    floor_area TEXT NOT NULL,
    self_used_area TEXT NOT NULL,
    certificate_area TEXT,
    lease_from TEXT NOT NULL,
    lease_to TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (id),
    CONSTRAINT uq_lease_application_id_contract_no UNIQUE (application_id, contract_no),
    CONSTRAINT fk_lease_application_id FOREIGN KEY(application_id) REFERENCES application (id)
)
 STRICT;

CREATE TABLE other_support (
    enterprise_id INTEGER NOT NULL,
    application_id INTEGER,
    level TEXT NOT NULL,
    authority TEXT,
    project TEXT NOT NULL,
    document_no TEXT,
    support_year INTEGER,
    amount_fen INTEGER,
    state TEXT NOT NULL,
    cost_key TEXT,
    remark TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_other_support PRIMARY KEY (id),
    CONSTRAINT ck_other_support_state CHECK (state IN ('applied', 'received')),
    CONSTRAINT fk_other_support_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id),
    CONSTRAINT fk_other_support_application_id FOREIGN KEY(application_id) REFERENCES application (id)
)
 STRICT;

CREATE INDEX ix_other_support_enterprise_id ON other_support (enterprise_id);

CREATE TABLE park_performance (
    application_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    park_name TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    customs_code TEXT,
    moved_in_on TEXT NOT NULL,
    floor_area TEXT,
    supervision_mode TEXT NOT NULL,
    trade_value_fen INTEGER NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_park_performance PRIMARY KEY (id),
    CONSTRAINT uq_park_performance_application_id_credit_code_supervision_mode UNIQUE (application_id, credit_code, supervision_mode),
    CONSTRAINT fk_park_performance_application_id FOREIGN KEY(application_id) REFERENCES application (id)
)
 STRICT;

CREATE TABLE park_tenant (
    park_id INTEGER NOT NULL,
    credit_code TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    moved_in_on TEXT,
    floor_area TEXT,
    valid_to TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_park_tenant PRIMARY KEY (id),
    CONSTRAINT uq_park_tenant_park_id_credit_code_moved_in_on UNIQUE (park_id, credit_code, moved_in_on),
    CONSTRAINT fk_park_tenant_park_id FOREIGN KEY(park_id) REFERENCES industrial_park (id)
)
 STRICT;

CREATE TABLE service_event (
    application_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    held_on TEXT NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    place TEXT,
    attendance_count INTEGER NOT NULL,
    local_attendance_count INTEGER NOT NULL,
    has_sign_in_sheet INTEGER NOT NULL,
    invoice_no TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_service_event PRIMARY KEY (id),
    CONSTRAINT uq_service_event_application_id_held_on_kind_content UNIQUE (application_id, held_on, kind, content),
    CONSTRAINT ck_service_event_sign_in_flag CHECK (has_sign_in_sheet IN (0, 1)),
    CONSTRAINT fk_service_event_application_id FOREIGN KEY(application_id) REFERENCES application (id)
)
 STRICT;

CREATE TABLE supporting_document (
    application_id INTEGER NOT NULL,
    document_id TEXT NOT NULL,
    title TEXT NOT NULL,
    copies INTEGER DEFAULT '1' NOT NULL,
    received_at TEXT NOT NULL,
    received_by TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_supporting_document PRIMARY KEY (id),
    CONSTRAINT uq_supporting_document_application_id_document_id UNIQUE (application_id, document_id),
    CONSTRAINT ck_supporting_document_copies CHECK (copies >= 1),
    CONSTRAINT fk_supporting_document_application_id FOREIGN KEY(application_id) REFERENCES application (id)
)
 STRICT;

CREATE INDEX ix_supporting_document_application_id ON supporting_document (application_id);

CREATE TABLE assessment_finding (
    assessment_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    clause TEXT NOT NULL,
    place TEXT,
    record_key TEXT,
    value TEXT,
    amount_out_fen INTEGER,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_assessment_finding PRIMARY KEY (id),
    CONSTRAINT fk_assessment_finding_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessment (id)
)
 STRICT;

CREATE INDEX ix_assessment_finding_assessment_id ON assessment_finding (assessment_id);

CREATE INDEX ix_assessment_finding_code ON assessment_finding (code);

CREATE TABLE lease_invoice (
    lease_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    usage TEXT NOT NULL,
    invoice_code TEXT,
    invoice_no TEXT NOT NULL,
    invoiced_on TEXT NOT NULL,
    buyer_credit_code TEXT,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    rent_amount_fen INTEGER NOT NULL,
    paid_on TEXT NOT NULL,
    payment_method TEXT NOT NULL,
    payer_name TEXT NOT NULL,
    paid_amount_fen INTEGER NOT NULL,
    remark TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_lease_invoice PRIMARY KEY (id),
    CONSTRAINT ck_lease_invoice_money CHECK (rent_amount_fen >= 0 AND paid_amount_fen >= 0),
    CONSTRAINT fk_lease_invoice_lease_id FOREIGN KEY(lease_id) REFERENCES lease (id)
)
 STRICT;

CREATE INDEX ix_lease_invoice_invoice_no ON lease_invoice (invoice_no);

CREATE INDEX ix_lease_invoice_lease_id ON lease_invoice (lease_id);

CREATE TABLE printed_form (
    form_id TEXT NOT NULL,
    form_version TEXT NOT NULL,
    application_id INTEGER,
    assessment_id INTEGER,
    print_no INTEGER NOT NULL,
    data_hash TEXT NOT NULL,
    amount_fen INTEGER,
    verification_code TEXT NOT NULL,
    is_trial INTEGER NOT NULL,
    audit_head TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    page_count INTEGER NOT NULL,
    printed_at TEXT NOT NULL,
    printed_by TEXT NOT NULL,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_printed_form PRIMARY KEY (id),
    CONSTRAINT uq_printed_form_verification_code_print_no UNIQUE (verification_code, print_no),
    CONSTRAINT ck_printed_form_trial_flag CHECK (is_trial IN (0, 1)),
    CONSTRAINT ck_printed_form_print_no CHECK (print_no >= 1),
    CONSTRAINT fk_printed_form_application_id FOREIGN KEY(application_id) REFERENCES application (id),
    CONSTRAINT fk_printed_form_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessment (id)
)
 STRICT;

CREATE INDEX ix_printed_form_application_id ON printed_form (application_id);

CREATE VIRTUAL TABLE enterprise_search USING fts5(words, content='', tokenize='trigram');

CREATE VIRTUAL TABLE enterprise_terms USING fts5vocab(enterprise_search, 'instance');

CREATE TRIGGER tr_enterprise_search_update AFTER UPDATE OF name, credit_code, name_initials ON enterprise WHEN (old.name IS NOT new.name OR old.credit_code IS NOT new.credit_code OR old.name_initials IS NOT new.name_initials) AND EXISTS (SELECT 1 FROM enterprise_search_docsize WHERE id = old.id) BEGIN INSERT OR IGNORE INTO search_change (table_name, record_id, words) VALUES ('enterprise', old.id, old.name || ' ' || old.credit_code || ' ' || old.name_initials || '  '); END;

CREATE TRIGGER tr_enterprise_search_delete AFTER DELETE ON enterprise WHEN EXISTS (SELECT 1 FROM enterprise_search_docsize WHERE id = old.id) BEGIN INSERT OR IGNORE INTO search_change (table_name, record_id, words) VALUES ('enterprise', old.id, old.name || ' ' || old.credit_code || ' ' || old.name_initials || '  '); END;

CREATE VIRTUAL TABLE application_search USING fts5(words, content='', tokenize='trigram');

CREATE VIRTUAL TABLE application_terms USING fts5vocab(application_search, 'instance');

CREATE TRIGGER tr_application_search_update AFTER UPDATE OF case_no, reporting_no ON application WHEN (old.case_no IS NOT new.case_no OR old.reporting_no IS NOT new.reporting_no) AND EXISTS (SELECT 1 FROM application_search_docsize WHERE id = old.id) BEGIN INSERT OR IGNORE INTO search_change (table_name, record_id, words) VALUES ('application', old.id, old.case_no || ' ' || old.reporting_no || '  '); END;

CREATE TRIGGER tr_application_search_delete AFTER DELETE ON application WHEN EXISTS (SELECT 1 FROM application_search_docsize WHERE id = old.id) BEGIN INSERT OR IGNORE INTO search_change (table_name, record_id, words) VALUES ('application', old.id, old.case_no || ' ' || old.reporting_no || '  '); END;
