// Who is in the county of the tests. All of them are invented; no ID number of a living person begins with 000000.

export const VILLAGE = '431027100230'
export const TOWNSHIP = '431027100000'
export const COUNTY = '431027000000'

export const AREAS = `code,name,level,parent
${COUNTY},桂东县,county,
${TOWNSHIP},沤江镇,township,${COUNTY}
${VILLAGE},增口村,village,${TOWNSHIP}
431027100229,侃大村,village,${TOWNSHIP}
`

export interface Account {
  login: string
  name: string
  role: 'admin' | 'supervisor' | 'cadre' | 'collector' | 'auditor'
  area: string
}

/** The cadre whose phone is tested, and everybody around. */
export const WANG = { login: 'wangfang', name: '王芳', role: 'cadre', area: TOWNSHIP } as const
export const CHEN = { login: 'chenming', name: '陈明', role: 'cadre', area: TOWNSHIP } as const
export const SHUJI = { login: 'shuji', name: '秦岭', role: 'supervisor', area: TOWNSHIP } as const
export const ADMIN = { login: 'admin', name: '管理员', role: 'admin', area: COUNTY } as const

/** The other township has a supervisor and a cadre of its own: they see nothing of this one. */
export const SONG = { login: 'songhe', name: '宋河', role: 'supervisor', area: '431027101000' } as const
export const WU = { login: 'wushan', name: '吴山', role: 'cadre', area: '431027101000' } as const
export const AUDITOR = { login: 'auditor', name: '郑审', role: 'auditor', area: COUNTY } as const
export const COLLECTOR = { login: 'wangji', name: '王集', role: 'collector', area: VILLAGE } as const

/** The password of everybody who has one. */
export const PASSWORD = '走遍千山万水架起连心桥'

/** Households of 增口村 that 王芳 and 陈明 both answer for. */
export const ROSTER = `户编号,村,组,户主,姓名,与户主关系,性别,出生日期,身份证号,电话,类别,住址,备注
0001,增口村,3组,罗守山,罗守山,户主,男,1964-03-05,,13900000123,脱贫户,增口村3组12号,
0001,增口村,3组,罗守山,田桂英,妻,女,1966-08-17,,,独居老人,,
0001,增口村,3组,罗守山,罗小河,子,男,1991-01-20,,13900000124,,,在外务工
0002,增口村,3组,田秀莲,田秀莲,户主,女,1950-11-02,,13900000201,低保户,增口村3组7号,
0003,增口村,1组,邓长青,邓长青,户主,男,1971-06-30,,13900000301,,增口村1组2号,
0003,增口村,1组,邓长青,邓小满,女,女,2012-05-21,,,留守儿童,,
0004,增口村,1组,黄石生,黄石生,户主,男,1958-12-12,,13900000401,大病,增口村1组9号,
0005,增口村,2组,扶月娥,扶月娥,户主,女,1969-02-14,,13900000501,监测户,增口村2组4号,
0006,增口村,2组,郭大有,郭大有,户主,男,1980-09-09,,13900000601,致富能人,增口村2组11号,
`

/** What a template is made of. */
export interface World {
  areas: string
  roster: string
  accounts: readonly Account[]
  /** Who leads which area. */
  leads: readonly (readonly [login: string, area: string])[]
  /** Who logs in on the web, all with the one password. */
  web: readonly Account[]
}

/** Enough for phones: one township, two cadres of one village, and the supervisor who looks. */
export const TOWNSHIP_WORLD: World = {
  areas: AREAS,
  roster: ROSTER,
  accounts: [ADMIN, SHUJI, WANG, CHEN],
  leads: [WANG, CHEN].map(({ login }) => [login, VILLAGE] as const),
  web: [SHUJI],
}

/** A county with an office: a second township, and everybody who may log in. */
export const COUNTY_WORLD: World = {
  areas: `${AREAS}431027101000,寨前镇,township,${COUNTY}
431027101201,水湾村,village,431027101000
`,
  roster: `${ROSTER}0101,水湾村,1组,何水生,何水生,户主,男,1961-04-02,,13900010101,低保户,水湾村1组3号,
`,
  accounts: [ADMIN, SHUJI, WANG, CHEN, SONG, WU, AUDITOR, COLLECTOR],
  leads: [
    [WANG.login, VILLAGE],
    [CHEN.login, VILLAGE],
    [WU.login, '431027101201'],
  ],
  web: [ADMIN, SHUJI, SONG, AUDITOR, WANG, COLLECTOR],
}
